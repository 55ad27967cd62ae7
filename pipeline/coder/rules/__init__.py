"""Rules that a linguist can read: patterns, context, what they find."""
