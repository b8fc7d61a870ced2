"""Numbers to a score: the additive model, how it is trained, evaluated and explained."""
