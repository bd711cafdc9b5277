"""A readable GPT, trained from scratch: the example of ParamViz and its main job.

    python -m nanogpt.train --config cpu --log_dir runs/baby-gpt
    python -m nanogpt.sample --out_dir out/baby-gpt

The architecture, the names in its state_dict and the names of the options are those of Andrej Karpathy's nanoGPT.
"""
