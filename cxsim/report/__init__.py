"""What people see: sentences, figures, the page and the terminal table, in English and Finnish."""
