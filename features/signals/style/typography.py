"""Capitals and marks that raise the voice or shape the sentence."""

from features.kernel.tokens import (
    N_BRACKETS,
    N_COMMAS,
    N_EXCLAMATIONS,
    N_QUESTIONS,
    N_SHOUTED,
)
from features.rate import counted, density

shouting_density = density(
    "Words of five letters or more in capitals, inside a line, per 100 words.",
    "all_capitals",
    reason="a word in capitals raises the voice",
)
exclamation_density = counted("Exclamation marks, per 100 words.", N_EXCLAMATIONS, scale=100.0)
question_density = counted("Question marks, per 100 words.", N_QUESTIONS, scale=100.0)
comma_density = counted("Commas, semicolons and colons, per 100 words.", N_COMMAS, scale=100.0)
bracket_density = counted("Opening brackets, per 100 words.", N_BRACKETS, scale=100.0)
headline_marks = counted(
    "Exclamation and question marks in the headline, per 100 words of it.",
    N_EXCLAMATIONS,
    N_QUESTIONS,
    scale=100.0,
    field="title",
)
headline_shouting = counted(
    "Share of the headline's words that are in capitals, five letters or more, 0 to 1.",
    N_SHOUTED,
    field="title",
)
