"""One company, one scheme, some years: the model that joins managers and customers, its books and its tables."""
