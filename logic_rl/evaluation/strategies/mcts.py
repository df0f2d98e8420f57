"""Monte Carlo tree search over sentences: UCT (Kocsis and Szepesvári 2006) with the checker or a model as its value.

Sentence by sentence: some simulations from where the reply stands, then the child that was visited most is taken, with
the tree below it. A simulation goes down by upper confidence bounds to a node that may draw another child, samples that
child, and adds its value to all nodes above. Sentences are too many to try each, so a node may draw more the more often
it is visited (progressive widening, Coulom 2007). Nothing is played to the end: every beginning is judged as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field

from logic_rl.evaluation.strategies.beam import Beginning, extended, next_sentence
from logic_rl.evaluation.strategies.plan import Ask, Asked, Piece, Plan, ValuedBy

EXPLORATION = math.sqrt(2)  # times sqrt(ln N / n): 2 C_p with the paper's C_p = 1/sqrt(2), for values from 0 to 1
WIDENING = 2.0  # times the square root of the visits: the draws of a node; assumed


@dataclass
class Node:
    """A beginning of a reply; `total` is the sum of the values of `visits` simulations that went through it.

    `draws` counts sentences that were sampled to go on from it, those too that were there already.
    """

    beginning: Beginning
    visits: int = 0
    total: float = 0.0
    draws: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether another sentence may be drawn."""
        return not self.beginning.is_done and self.draws < max(1.0, WIDENING * math.sqrt(self.visits))

    def bound_of(self, child: Node) -> float:
        """The mean value of a child, and what it may still turn out to be."""
        return child.total / child.visits + EXPLORATION * math.sqrt(math.log(self.visits) / child.visits)


@dataclass(frozen=True, slots=True)
class Mcts:
    """`simulations` before each sentence is taken; valued by nothing, all beginnings are worth alike, as a control."""

    simulations: int
    valued_by: ValuedBy = "checker"

    def solve(self, asked: Asked) -> Plan:
        root = Node(Beginning((), 0.5))
        while not root.beginning.is_done:
            for _ in range(max(1, self.simulations - root.visits)):
                yield from self._simulation(root, asked)
            root = max(root.children, key=lambda child: (child.visits, child.total))
        return root.beginning.token_ids

    def _simulation(self, root: Node, asked: Asked) -> Generator[list[Ask], list[Piece], None]:
        path = [root]
        while not path[-1].beginning.is_done:
            node = path[-1]
            if not node.is_open:
                path.append(max(node.children, key=node.bound_of))
            elif child := (yield from self._new_child(node, asked)):
                path.append(child)
                break
        for node in path:
            node.visits += 1
            node.total += path[-1].beginning.value

    def _new_child(self, node: Node, asked: Asked) -> Generator[list[Ask], list[Piece], Node | None]:
        """One draw; None where it is a child that was there already."""
        ask = next_sentence(node.beginning.token_ids, asked)
        (piece,) = yield [ask]
        beginning = extended(ask, piece, asked)
        node.draws += 1
        if any(child.beginning.token_ids == beginning.token_ids for child in node.children):
            return None
        node.children.append(Node(beginning))
        return node.children[-1]
