"""PDFs: data set by a template. Nothing in the data is ever read as markup."""
