"""Lines that Python runs at its start, before TensorBoard looks for its plugins; each breaks one thing of this one."""

from __future__ import annotations

REFUSE_IMPORT = """
import sys
sys.modules["cachetools"] = None
"""
IN_PLUGIN = """
import importlib.abc, sys

class Breaker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "tensorboard_plugin_paramviz.serving.plugin":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def execute(module):
            load(module)
            broken(module)
        spec.loader.exec_module = execute
        return spec

def fail(*_, **__):
    raise RuntimeError("broken on purpose")

sys.meta_path.insert(0, Breaker())
"""
METHOD = "def broken(module):\n    module.ParamVizPlugin.{} = fail\n"
LATER = """
def broken(module):
    calls = []
    def works_once(plugin):
        calls.append(plugin)
        return True if len(calls) == 1 else fail()
    module.ParamVizPlugin.is_active = works_once
    module.ProviderSource = fail
    module.StaticFiles.asset = fail
"""
NO_ROUTES = """
def broken(module):
    module.ParamVizPlugin.is_active = lambda plugin: True
    module.ProviderSource = fail
"""
NO_BUNDLE = """
def broken(module):
    from pathlib import Path
    entry = module.StaticFiles._entry
    def without(files):
        files._directory = Path("nowhere")
        return entry(files)
    module.StaticFiles._entry = without
"""
