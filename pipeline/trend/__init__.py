"""Theme shares per round, with intervals and differences."""
