"""TensorBoard: event files in `RUN/tensorboard/`, seen with `tensorboard --logdir RUN`."""

from __future__ import annotations

import time
from collections.abc import Sequence

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.plugins.text import metadata as text_plugin
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto

from logic_rl.trackers.tracker import COLUMNS, Cell, Opening


class TensorBoard:
    rewinds = True

    def __init__(self, opening: Opening):
        self.writer = EventFileWriter(str(opening.folder / "tensorboard"))
        if opening.known:  # hides what earlier files have from this step on, as `purge_step` of other writers does
            start = SessionLog(status=SessionLog.START)
            self.writer.add_event(Event(wall_time=time.time(), step=opening.step + 1, session_log=start))

    def log(self, step: int, values: dict[str, float]) -> None:
        self._write(step, [Summary.Value(tag=key, simple_value=value) for key, value in values.items()])

    def replies(self, step: int, label: str, table: Sequence[Sequence[Cell]]) -> None:
        cells = [list(COLUMNS), *(_cells(row) for row in table)]  # the plugin draws a table of text in two dimensions
        tensor = make_tensor_proto(cells)
        plugin = SummaryMetadata.PluginData(plugin_name=text_plugin.PLUGIN_NAME)
        value = Summary.Value(tag=f"replies/{label}", tensor=tensor, metadata=SummaryMetadata(plugin_data=plugin))
        self._write(step, [value])

    def _write(self, step: int, values: list[Summary.Value]) -> None:
        self.writer.add_event(Event(wall_time=time.time(), step=step, summary=Summary(value=values)))
        self.writer.flush()  # whoever watches sees it now, and a kill loses nothing

    def finish(self) -> None:
        self.writer.close()


def _cells(row: Sequence[Cell]) -> list[str]:
    """Markdown; the reply as it is, line breaks and all."""
    *others, reply = map(str, row)
    return [*others, f"````\n{reply}\n````"]
