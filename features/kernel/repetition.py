"""Sentences that are there twice, and how many different words there are."""

import numpy as np

from features.kernel.compiled import inner, leaf
from features.kernel.hits import REPEATED_SENTENCE, RETOLD_SENTENCE, add_hit
from features.kernel.tokens import (
    N_SENTENCES,
    N_WORDS,
    NUMBER,
    T_HASH,
    T_KIND,
    T_MASK,
    T_SENTENCE,
    WORD,
    is_word,
)
from features.lexicon import HASH_FACTOR, HASH_MASK, bit

# Shorter sentences recur in honest prose.
_MIN_WORDS = 8
# What has fewer is no sentence but a row of a table, or a line of a page's code.
_MIN_FUNCTION_WORDS = 2
_FUNCTION_WORD = bit("function_word")
# Lexical diversity is the mean over blocks, else it falls with an article's length.
DIVERSITY_BLOCK = 100
_BLOCK_SLOTS = 256
# A sentence's two hashes: of its words, with all figures alike, and of its figures.
_WORDING, _FIGURES = range(2)


@leaf
def describe_sentences(rows, tokens, n, counts):
    """Enters a row for each sentence: first token, last token, words.

    Returns the standard deviation of the words as a share of their mean.
    """
    for t in range(n):
        sentence = tokens[t, T_SENTENCE]
        if t == 0 or tokens[t - 1, T_SENTENCE] != sentence:
            rows[sentence, 0] = t
            rows[sentence, 2] = 0
        rows[sentence, 1] = t
        rows[sentence, 2] += is_word(tokens, t)
    squares = 0
    for sentence in range(rows.shape[0]):
        squares += rows[sentence, 2] ** 2
    mean = counts[N_WORDS] / max(counts[N_SENTENCES], 1)
    variance = squares / max(counts[N_SENTENCES], 1) - mean**2
    return max(variance, 0.0) ** 0.5 / mean if mean > 0 else 0.0


@inner
def find_repeated_sentences(pairs, tokens, values, sentences, hits, count, scratch):
    """Marks each sentence whose words stand, in the same order, in an earlier one.

    Where the figures are the same too, it is repeated; where they are not, told again otherwise.
    Enters rows (sentence, earlier sentence) of those that are repeated; returns their count and the
    count of hits.
    """
    n = sentences.shape[0]
    size = 16
    while size < 2 * n:
        size *= 2
    slots, hashes = scratch[:size], scratch[size : size + 2 * n].reshape(n, 2)
    return _compare(pairs, tokens, values, sentences, hits, count, slots, hashes)


@leaf
def _compare(pairs, tokens, values, sentences, hits, count, slots, hashes):
    n, size = sentences.shape[0], slots.size
    for slot in range(size):
        slots[slot] = -1
    n_pairs = 0
    for row in range(n):
        if sentences[row, 2] < _MIN_WORDS:
            continue
        value = figures = np.int64(0)
        function_words = 0
        for t in range(sentences[row, 0], sentences[row, 1] + 1):
            if tokens[t, T_KIND] == WORD:
                function_words += tokens[t, T_MASK] & _FUNCTION_WORD != 0
                mixed = tokens[t, T_HASH] ^ tokens[t, T_HASH] >> 17
                value = (value * HASH_FACTOR + (mixed & 0xFFFFFFFF)) & HASH_MASK
            elif tokens[t, T_KIND] == NUMBER:
                value = (value * HASH_FACTOR + 1) & HASH_MASK
                figures = (figures * HASH_FACTOR + np.int64(values[t] % 65521.0) + 1) & HASH_MASK
        hashes[row, _WORDING], hashes[row, _FIGURES] = value, figures
        slot = (value ^ value >> 23) & (size - 1)
        while slots[slot] >= 0 and not (
            hashes[slots[slot], _WORDING] == value
            and sentences[slots[slot], 2] == sentences[row, 2]
        ):
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = row
        elif hashes[slots[slot], _FIGURES] != figures:
            if function_words >= _MIN_FUNCTION_WORDS:
                count = add_hit(hits, count, sentences[row, 0], sentences[row, 1], RETOLD_SENTENCE)
        else:
            pairs[n_pairs, 0] = row
            pairs[n_pairs, 1] = slots[slot]
            n_pairs += 1
            count = add_hit(hits, count, sentences[row, 0], sentences[row, 1], REPEATED_SENTENCE)
    return n_pairs, count


@inner
def lexical_diversity(tokens, n, scratch):
    """Mean share of different words in blocks of 100 words; of what there is in a shorter text."""
    return _diversity(tokens, n, scratch[:_BLOCK_SLOTS], scratch[_BLOCK_SLOTS : 2 * _BLOCK_SLOTS])


@leaf
def _diversity(tokens, n, stamps, keys):
    for slot in range(_BLOCK_SLOTS):
        stamps[slot] = -1
    block = words = distinct = 0
    total = 0.0
    for t in range(n):
        if not is_word(tokens, t):
            continue
        value = tokens[t, T_HASH]
        slot = (value ^ value >> 23) & (_BLOCK_SLOTS - 1)
        while stamps[slot] == block and keys[slot] != value:
            slot = (slot + 1) & (_BLOCK_SLOTS - 1)
        if stamps[slot] != block:
            stamps[slot] = block
            keys[slot] = value
            distinct += 1
        words += 1
        if words == DIVERSITY_BLOCK:
            total += distinct / DIVERSITY_BLOCK
            block += 1
            words = distinct = 0
    if block > 0:
        return total / block
    return distinct / words if words > 0 else 0.0
