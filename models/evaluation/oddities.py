"""Texts that should get no score, made by rules: tables, lists, code, words without order, others'
languages. Nothing of them is anybody's article.
"""

import ast
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from seeds import seed_articles

TEXTS = 60
_LINES = 40
_PACKAGES = ("features", "models")

# The same short report, once in each language; written for this project.
_ELSEWHERE = {
    "Dutch": """De gemeenteraad heeft de stemming over de nieuwe steiger uitgesteld tot eind
maart. De leden willen eerst een tweede raming van de kosten zien. In mei ging het nog om vier
miljoen, in oktober om zes, en niemand kon uitleggen waar het verschil vandaan kwam. De
havenmeester noemde de prijs van staal als belangrijkste reden. Hij neemt naar de volgende
vergadering de rekeningen van twee andere havens mee. De steiger is sinds de storm van november
gesloten voor reizigers.""",
    "French": """Le conseil municipal a reporté à la fin du mois de mars son vote sur le nouveau
débarcadère. Les élus veulent d'abord voir une deuxième estimation des coûts. On parlait de quatre
millions en mai, de six en octobre, et personne n'a su expliquer d'où venait la différence. Le
capitaine du port a cité le prix de l'acier comme première raison. Il apportera à la prochaine
séance les factures de deux autres ports. Le débarcadère est fermé depuis la tempête de
novembre.""",
    "German": """Der Stadtrat hat die Abstimmung über den neuen Anleger auf Ende März
verschoben. Die Mitglieder wollen zuerst eine zweite Schätzung der Kosten sehen. Im Mai war von
vier Millionen die Rede, im Oktober von sechs, und niemand konnte erklären, woher der Unterschied
kommt. Der Hafenmeister nannte den Preis für Stahl als wichtigsten Grund. Er will zur nächsten
Sitzung die Rechnungen von zwei anderen Häfen mitbringen. Der Anleger ist seit dem Sturm im
November gesperrt.""",
    "Italian": """Il consiglio comunale ha rinviato alla fine di marzo il voto sul nuovo
pontile. I consiglieri vogliono prima vedere una seconda stima dei costi. A maggio si parlava di
quattro milioni, a ottobre di sei, e nessuno ha saputo spiegare da dove venisse la differenza. Il
comandante del porto ha indicato il prezzo dell'acciaio come prima ragione. Alla prossima seduta
porterà le fatture di altri due porti. Il pontile è chiuso dalla tempesta di novembre e i
passeggeri usano il vecchio molo.""",
    "Polish": """Rada miasta przełożyła głosowanie nad nowym pomostem na koniec marca. Radni
chcą najpierw zobaczyć drugi kosztorys. W maju mówiono o czterech milionach, w październiku o
sześciu, i nikt nie potrafił wyjaśnić, skąd wzięła się różnica. Kapitan portu wskazał cenę stali
jako główną przyczynę. Na następne posiedzenie przyniesie rachunki z dwóch innych portów. Pomost
jest zamknięty od listopadowej burzy, która uszkodziła dziewięć pali, a pasażerowie wsiadają teraz
ze starego nabrzeża po drugiej stronie.""",
    "Portuguese": """A câmara municipal adiou para o fim de março a votação sobre o novo cais.
Os vereadores querem ver primeiro uma segunda estimativa dos custos. Em maio falava-se de quatro
milhões, em outubro de seis, e ninguém soube explicar de onde vinha a diferença. O capitão do porto
apontou o preço do aço como a principal razão. Na próxima sessão trará as faturas de dois outros
portos. O cais está fechado desde a tempestade de novembro.""",
    "Spanish": """El ayuntamiento ha aplazado hasta finales de marzo la votación sobre el nuevo
muelle. Los concejales quieren ver antes un segundo cálculo de los costes. En mayo se hablaba de
cuatro millones, en octubre de seis, y nadie supo explicar de dónde venía la diferencia. El
capitán del puerto señaló el precio del acero como razón principal. A la próxima sesión llevará
las facturas de otros dos puertos. El muelle está cerrado desde la tormenta de noviembre.""",
    "Swedish": """Kommunfullmäktige har skjutit upp omröstningen om den nya bryggan till slutet
av mars. Ledamöterna vill först se en andra beräkning av kostnaderna. I maj talade man om fyra
miljoner, i oktober om sex, och ingen kunde förklara var skillnaden kom ifrån. Hamnkaptenen nämnde
priset på stål som det viktigaste skälet. Till nästa möte tar han med sig räkningarna från två
andra hamnar. Bryggan har varit stängd sedan stormen i november.""",
}


def oddities() -> dict[str, list[str]]:
    """The texts of each kind, always the same."""
    draw = random.Random(1)  # noqa: S311 (no secret)
    stories = [seed.body for seed in seed_articles()]
    made: Mapping[str, Callable[[str], str]] = {
        "table of figures": lambda _: _table(draw),
        "list of names": lambda story: _list_of(_names(story), draw),
        "menu of words": lambda story: _list_of(_words(story), draw),
        "words in any order, no sentences": lambda story: " ".join(_shuffled(_words(story), draw)),
        "words in any order, sentences": lambda story: _disordered(story, draw),
    }
    chosen = [stories[number % len(stories)] for number in range(TEXTS)]
    found = {kind: [make(story) for story in chosen] for kind, make in made.items()}
    modules = _modules()
    found["source code"] = modules
    found["source code without comments"] = [_without_comments(text) for text in modules]
    found["other languages"] = list(_ELSEWHERE.values())
    return found


def _table(draw: random.Random) -> str:
    rows = []
    for year in range(_LINES):
        shares = "\t".join(f"{draw.uniform(0, 100):.1f}%" for _ in range(4))
        rows.append(f"{1980 + year}\t{draw.randrange(9_000):,}\t{shares}")
    return "\n".join(["year\tcases\tnorth\tsouth\teast\twest", *rows])


def _names(story: str) -> list[str]:
    return re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", story) or ["Anna Lindqvist"]


def _words(story: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Za-z]+", story)]


def _list_of(items: list[str], draw: random.Random) -> str:
    return "\n".join(f"{draw.choice(items)} {draw.choice(items)}" for _ in range(_LINES))


def _disordered(story: str, draw: random.Random) -> str:
    """The words of the whole story in any order, each sentence as long as before."""
    words = iter(_shuffled(_words(story), draw))
    return re.sub(r"[A-Za-z]+", lambda _: next(words), story)


def _shuffled(words: list[str], draw: random.Random) -> list[str]:
    return draw.sample(words, len(words))


def _modules() -> list[str]:
    """The largest modules of this project, with all that their comments say in English."""
    root = Path(__file__).parents[2]
    files = [file for package in _PACKAGES for file in (root / package).rglob("*.py")]
    largest = sorted(files, key=lambda file: (-file.stat().st_size, file.as_posix()))[:TEXTS]
    return [file.read_text(encoding="utf-8") for file in largest]


def _without_comments(module: str) -> str:
    tree = ast.parse(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = 0  # what was a docstring
    return ast.unparse(tree)
