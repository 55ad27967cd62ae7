"""The ground floor: errors, files, parameters, codebook, ledger and tables."""
