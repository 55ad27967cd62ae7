"""Reports: from lines to statements, scores and actions."""
