"""Quotation marks without a partner."""

from features.rate import density

unclosed_quotations = density(
    "Quotations that never close, per 100 words.",
    "unclosed_quotation",
    reason="this quotation is never closed",
)
unopened_quotations = density(
    "Closing marks of quotations that never opened, per 100 words.",
    "unopened_quotation",
    reason="this mark closes a quotation that never opened",
)
