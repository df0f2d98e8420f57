"""Program-written proofs to learn from: sound ones, and ones with a wrong turn that is noticed and mended."""
