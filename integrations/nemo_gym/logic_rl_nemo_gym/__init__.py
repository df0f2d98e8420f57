"""NeMo Gym: rows to roll out (`rows`), and the resource server that scores them (`app`)."""
