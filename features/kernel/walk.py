"""The whole scan of one article, in one call from Python."""

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from features.alphabet import Alphabet
from features.attribution_weights import Weights
from features.hedging import HedgeWeights
from features.kernel import attributions as said
from features.kernel import figures
from features.kernel.attributions import find_attributions
from features.kernel.candidates import find_candidates
from features.kernel.compiled import entry, inner, leaf, shared
from features.kernel.found import HEADER, PIECES, TALLY
from features.kernel.hedges import COLUMNS as HEDGE_COLUMNS
from features.kernel.hedges import FEATURES as HEDGE_FEATURES
from features.kernel.hedges import FIRST as HEDGE_FIRST
from features.kernel.hedges import LAST as HEDGE_LAST
from features.kernel.hedges import count_candidates, find_hedges, mark_hedged
from features.kernel.hits import (
    KINDS_OF_HIT,
    QUOTATION,
    UNCLOSED_QUOTATION,
    UNOPENED_QUOTATION,
    add_hit,
    find_hits,
    most_hits,
    sort_hits,
)
from features.kernel.misspelt import find_misspelt
from features.kernel.names import (
    COLUMNS as NAME_COLUMNS,
)
from features.kernel.names import (
    count_capitalised,
    count_near_public,
    find_acronyms_in_lower_case,
    find_names,
    find_slips,
    mark_neighbours,
)
from features.kernel.quantities import find_quantities
from features.kernel.repetition import (
    describe_sentences,
    find_repeated_sentences,
    lexical_diversity,
)
from features.kernel.sourcing import mark_attributions, mark_figures
from features.kernel.structure import UNCLOSED, UNOPENED, mark_quotations, mark_sentences
from features.kernel.tellings import find_retold
from features.kernel.tokens import (
    COLUMNS,
    COUNTS,
    N_RETOLD,
    N_SUMS,
    N_TOKEN_ROWS,
    PADDING,
    T_END,
    T_START,
    classify,
    tokenise,
)
from features.kernel.usual import find_unusual_figures
from features.kernel.views import PAD, V_COLUMNS, fill_views
from features.kernel.wording import LONGEST, PASSAGES, read_wording
from features.lexicon import CATEGORIES, Tables
from features.wording import WordingWeights

_N_KINDS_OF_HIT = len(KINDS_OF_HIT)
_N_CATEGORIES = len(CATEGORIES)
_N_PIECES = len(PIECES)
# Tables of open addresses have at most four slots a key; those of names take the most of them.
_SCRATCH_PER_TOKEN = 24
_LEAST_SCRATCH = 8192
# A table of more rows than these stands by columns: so many tokens are 0.9 MB.
MOST_BY_ROWS = 10_000


@shared
def room_for(bound: int, tables: Tables) -> int:
    """How many numbers the scan of so many tokens may take up, most of them never touched."""
    n = bound + 1
    # Each piece once while it is found, once where it is handed over.
    columns = 2 * (NAME_COLUMNS + figures.COLUMNS + said.COLUMNS + HEDGE_COLUMNS + 15) + V_COLUMNS
    hits = (3 + 2 * 2) * most_hits(n, tables)
    room: int = n * (COLUMNS + columns + _SCRATCH_PER_TOKEN) + hits + _LEAST_SCRATCH
    return room


@leaf
def _to_code_points(tokens, rows, n, first, last):
    """Turns two columns of token numbers into where these tokens start and end."""
    for row in range(n):
        if rows[row, first] >= 0:
            rows[row, first] = tokens[rows[row, first], T_START]
            rows[row, last] = tokens[rows[row, last], T_END]


@leaf
def _mark_quotations_as_hits(rows, n, hits, count):
    for row in range(n):
        kind = QUOTATION
        if rows[row, 2] == UNCLOSED:
            kind = UNCLOSED_QUOTATION
        elif rows[row, 2] == UNOPENED:
            kind = UNOPENED_QUOTATION
        count = add_hit(hits, count, rows[row, 0], rows[row, 1], kind)
    return count


@inner
def _take(room, top, n, columns):
    """The next n rows of the room, and where it goes on."""
    end = top + n * columns
    return room[top:end].reshape(n, columns), end


@inner
def _take_table(room, top, n, columns):
    """As ``_take``, but by columns where there are many rows.

    A step goes through a column or two of them all. As long as the near caches hold all columns,
    it is best that what is asked of one token stands together; where they do not, a step that
    reads by rows fetches the columns that it does not ask for, too.
    """
    end = top + n * columns
    to_next_row, to_next_column = 8 * columns, 8
    if n > MOST_BY_ROWS:
        to_next_row, to_next_column = 8, 8 * n
    return as_strided(room[top:end], (n, columns), (to_next_row, to_next_column)), end


@inner
def _scan(
    codes, kinds, letters, bound, tally, tables, hedging, attributing, common, phrases, unit, room,
    places,
):  # fmt: skip
    """Scans one field: its tokens, all that was found, and the rest of the room.

    What was found are the PIECES, one behind the other; where each starts goes into ``places``.
    ``tally`` holds what was counted by character. Everything is cut out of ``room``: an array of
    its own for each piece would cost more than to fill it.
    """
    counts = tally[:COUNTS]
    tokens, top = _take_table(room, 0, bound + 1, COLUMNS)
    values = room[top : top + bound + 1].view(np.float64)
    top += bound + 1
    counts[N_TOKEN_ROWS] = bound + 1
    n = tokenise(codes, kinds, letters, tables, tokens, values, counts)
    sentences, top = _take(room, top, mark_sentences(tokens, n, counts), 3)
    spread, top = _take(room, top, 1, 1)
    spread.view(np.float64)[0, 0] = describe_sentences(sentences, tokens, n, counts)
    hits, top = _take(room, top, most_hits(n, tables), 3)
    names, top = _take(room, top, count_capitalised(tokens, n), NAME_COLUMNS)
    quantities, top = _take(room, top, n + 1, figures.COLUMNS)
    worth_as_stored, top = room[top : top + n + 1], top + n + 1
    worth = worth_as_stored.view(np.float64)
    extremes_as_stored, top = _take(room, top, n + 1, 2)
    extremes = extremes_as_stored.view(np.float64)
    attributions, top = _take(room, top, n + 1, said.COLUMNS)
    repeats, top = _take(room, top, sentences.shape[0], 2)
    quotations, top = _take(room, top, n + 1, 3)
    n_quotations = mark_quotations(quotations, tokens, n, codes, counts)
    path, _ = _take(room, top + _N_CATEGORIES, tables.longest_path, 2)
    count = find_hits(tokens, values, n, tables, hits, room[top : top + _N_CATEGORIES], path)
    hedges, top = _take(room, top, count_candidates(hits, count), HEDGE_COLUMNS)
    # What only one of the next steps needs lies behind all that stays.
    scratch = room[top:]
    count = find_hedges(hedges, tokens, letters, n, hits, count, hedging, scratch[:HEDGE_FEATURES])
    count = _mark_quotations_as_hits(quotations, n_quotations, hits, count)
    n_names, count = find_names(names, tokens, n, hits, count, scratch)
    names = names[:n_names]
    count_near_public(names, tokens, letters, counts)
    mark_neighbours(names, tokens, letters, counts, scratch)
    find_misspelt(names, tokens, letters, attributing.classes, counts, scratch)
    count = find_slips(tokens, n, hits, count)
    count = find_acronyms_in_lower_case(tokens, n, hits, count, scratch)
    n_repeats, count = find_repeated_sentences(
        repeats, tokens, values, sentences, hits, count, scratch
    )
    repeats = repeats[:n_repeats]
    n_quantities = find_quantities(
        quantities, worth, extremes, tokens, values, tables.word_role, codes, n
    )
    quantities, worth = quantities[:n_quantities], worth[:n_quantities]
    worth_as_stored = worth_as_stored[:n_quantities]
    count = find_unusual_figures(tokens, n, quantities, worth, hits, count, counts, scratch)
    sums, top = room[top : top + n_quantities], top + n_quantities
    sums = sums[: find_candidates(sums, tokens, quantities, worth, counts)]
    counts[N_SUMS] = sums.size
    retold, top = _take(room, top, n_quantities, 2)
    retold = retold[: find_retold(retold, tokens, n, quantities, worth, room[top:])]
    counts[N_RETOLD] = retold.shape[0]
    wording, top = _take(room, top, 1, 1)
    passages, top = _take(room, top, 2 * PASSAGES, 3)
    views, rest = _take_table(room, top, n + 2 * PAD, V_COLUMNS)
    fill_views(views, tokens, n, letters, attributing.classes)
    numbers, known = _take(room, rest, n, LONGEST)
    seen = known + LONGEST * n + 1
    leaning, n_passages = read_wording(
        tokens, views, common, phrases, passages, numbers, room[known:seen], room[seen:]
    )
    wording.view(np.float64)[0, 0] = leaning * unit
    n_attributions = find_attributions(
        attributions, tokens, n, views, sentences, attributing, room[rest:]
    )
    attributions = attributions[:n_attributions]
    vouched, rest = room[top : top + sentences.shape[0]], top + sentences.shape[0]
    count = mark_attributions(
        attributions, n_attributions, hits, count, counts, vouched, room[rest:]
    )
    count = mark_figures(quantities, n_quantities, hits, count, vouched)
    count = mark_hedged(hedges, quantities, n_quantities, tokens, hits, count, counts)
    diversity, top = _take(room, top, 1, 1)
    diversity.view(np.float64)[0, 0] = lexical_diversity(tokens, n, room[top:])
    bounds, top = _take(room, top, count, 2)
    sort_hits(hits, count, tokens, tally[COUNTS:], room[top : top + 2 * _N_KINDS_OF_HIT], bounds)

    _to_code_points(tokens, sentences, sentences.shape[0], 0, 1)
    _to_code_points(tokens, hedges, hedges.shape[0], HEDGE_FIRST, HEDGE_LAST)
    _to_code_points(tokens, names, n_names, 0, 1)
    _to_code_points(tokens, quantities, n_quantities, figures.FIRST, figures.LAST)
    _to_code_points(tokens, quantities, n_quantities, figures.UNIT_FIRST, figures.UNIT_LAST)
    _to_code_points(tokens, attributions, n_attributions, said.SOURCE_FIRST, said.SOURCE_LAST)
    _to_code_points(tokens, attributions, n_attributions, said.CUE_FIRST, said.CUE_LAST)
    _to_code_points(tokens, attributions, n_attributions, said.CONTENT_FIRST, said.CONTENT_LAST)
    _to_code_points(tokens, attributions, n_attributions, said.REST_FIRST, said.REST_LAST)
    # Appended in the order of PIECES.
    at = _append(room, top, places, 0, tally.reshape(-1, 1))
    at = _append(room, at, places, 1, diversity)
    at = _append(room, at, places, 2, sentences)
    at = _append(room, at, places, 3, bounds)
    at = _append(room, at, places, 4, names)
    at = _append(room, at, places, 5, quantities)
    at = _append(room, at, places, 6, worth_as_stored.reshape(-1, 1))
    at = _append(room, at, places, 7, attributions)
    at = _append(room, at, places, 8, repeats)
    at = _append(room, at, places, 9, hedges)
    at = _append(room, at, places, 10, retold)
    at = _append(room, at, places, 11, sums.reshape(-1, 1))
    at = _append(room, at, places, 12, extremes_as_stored[:n_quantities])
    at = _append(room, at, places, 13, wording)
    at = _append(room, at, places, 14, passages[:n_passages])
    at = _append(room, at, places, 15, spread)
    return room[top:at], room[at:]


@leaf
def _append(room, at, places, number, rows):
    """Copies a piece behind the others and notes where it starts; returns where the next does."""
    n, columns = rows.shape
    places[number] = at
    for row in range(n):
        for column in range(columns):
            room[at] = rows[row, column]
            at += 1
    return at


@entry
def walk(
    codes: npt.NDArray[np.uint32],
    title_size: int,
    alphabet: Alphabet,
    tables: Tables,
    hedging: HedgeWeights,
    attributing: Weights,
    wording: WordingWeights,
    room: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Scans an article: its title's code points, and its body's behind them.

    Returns one row, which ``found.Found`` takes apart. ``room`` is scratch paper: whatever size it
    has, the scan takes more where it needs more. Where it was enough the title's tokens (columns of
    ``kernel.tokens``, N_TOKENS of them) stand at its beginning afterwards, in a table
    of N_TOKEN_ROWS, by columns if these are more than MOST_BY_ROWS.
    """
    kinds = np.empty(codes.size + 2 * PADDING, np.uint8)
    letters = np.empty(codes.size + 2 * PADDING, np.uint8)
    tallies = np.zeros((2, TALLY), np.int64)
    title, title_kinds, title_letters = codes[:title_size], kinds, letters
    body_at = title_size + PADDING
    body, body_kinds, body_letters = codes[title_size:], kinds[body_at:], letters[body_at:]
    title_tally, body_tally = tallies[0], tallies[1]
    classes, folded = alphabet.classes, alphabet.folded
    title_bound = classify(title, classes, folded, title_kinds, title_letters, title_tally)
    body_bound = classify(body, classes, folded, body_kinds, body_letters, body_tally)
    needed = room_for(title_bound, tables) + room_for(body_bound, tables)
    if room.size < needed:
        room = np.empty(needed, np.int64)
    places = np.empty((2, _N_PIECES), np.int64)
    in_title, rest = _scan(
        title, title_kinds, title_letters, title_bound, title_tally, tables, hedging, attributing,
        wording.common, wording.title, wording.title_unit, room, places[0],
    )  # fmt: skip
    in_body, _ = _scan(
        body, body_kinds, body_letters, body_bound, body_tally, tables, hedging, attributing,
        wording.common, wording.body, wording.body_unit, rest, places[1],
    )  # fmt: skip
    packed = np.empty(HEADER + in_title.size + in_body.size, np.int64)
    packed[:_N_PIECES] = places[0] + (HEADER - places[0, 0])
    packed[_N_PIECES : HEADER - 1] = places[1] + (HEADER + in_title.size - places[1, 0])
    packed[HEADER - 1] = packed.size
    packed[HEADER : HEADER + in_title.size] = in_title
    packed[HEADER + in_title.size :] = in_body
    return packed
