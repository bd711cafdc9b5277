"""What TensorBoard imports at every start, so it imports next to nothing itself.

An error raised here, or while this module is imported, would bring down all of TensorBoard; so whatever goes wrong is
logged, and only the ParamViz tab is missing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tensorboard.plugins import base_plugin

if TYPE_CHECKING:
    import argparse

    from tensorboard_plugin_paramviz.serving.plugin import ParamVizPlugin

_PLUGIN_NAME = "paramviz"  # `format.names` says it too, but importing that package's neighbours costs numpy
_KEEP_ALL = 0

logger = logging.getLogger("tensorboard_plugin_paramviz")


class ParamVizLoader(base_plugin.TBLoader):  # type: ignore[misc]  # tensorboard is shipped without types
    """Makes TensorBoard keep every snapshot, and loads the plugin."""

    def fix_flags(self, flags: argparse.Namespace) -> None:
        """Keep all steps of this plugin's data, unless the user asked for a number.

        TensorBoard would keep 10 of them in its Python loader and 100 in the Rust one, at random.
        """
        samples_per_plugin = getattr(flags, "samples_per_plugin", None)
        if isinstance(samples_per_plugin, dict):
            samples_per_plugin.setdefault(_PLUGIN_NAME, _KEEP_ALL)

    def load(self, context: base_plugin.TBContext) -> ParamVizPlugin | None:
        """Load the plugin, and have TensorBoard's Python loader read event files at the speed of its disk.

        Returns:
            The plugin, or None where it cannot be loaded: TensorBoard then starts without the tab.
        """
        _speed_up_checksums(context)
        try:
            from tensorboard_plugin_paramviz.serving.plugin import ParamVizPlugin  # noqa: PLC0415  # may fail, is slow

            plugin = ParamVizPlugin(context)
            _ask_as_tensorboard_will(plugin)
        except Exception:  # TensorBoard must start whatever is broken here
            logger.exception("The ParamViz tab is missing: its plugin cannot be loaded.")
            return None
        return plugin


def _ask_as_tensorboard_will(plugin: ParamVizPlugin) -> None:
    """What is raised here would later leave a tab that stays white, or no list of tabs at all."""
    plugin.get_plugin_apps()
    plugin.is_active()
    plugin.frontend_metadata()
    plugin.data_plugin_names()


def _speed_up_checksums(context: base_plugin.TBContext) -> None:
    """Only here it is known which loader is at work; it has begun to read, and gets faster on the way."""
    try:
        from tensorboard_plugin_paramviz.serving.sources.checksums import speed_up_checksums  # noqa: PLC0415  # may fail

        speed_up_checksums(context)
    except Exception:  # TensorBoard reads slowly, but reads
        logger.exception("TensorBoard's checksums are left as they are.")
