"""Reading reports and survey exports: raw file to statements, scores, actions and ledger."""
