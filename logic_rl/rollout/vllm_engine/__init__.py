"""One vLLM engine in a worker process of its own, and what the tiny model needs of it on a CPU."""
