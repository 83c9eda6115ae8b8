"""Papers as PDF: for the authority with every number, and for anybody as they were published."""
