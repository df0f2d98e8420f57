"""Compute at test time: what a model earns that may spend more tokens on a question, and how they are best spent.

`choosing` takes one of several finished replies. The others write one reply by a plan of their own: `budget` and `wait`
end or prolong the thinking, `beam` and `mcts` search among sentences. Nobody but the final count sees the solution.
"""
