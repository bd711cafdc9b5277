"""One of several processes that train a model with Transformers: torchrun ... transformers_rank.py copies DIRECTORY."""

from __future__ import annotations

import gc
import sys

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

from tensorboard_plugin_paramviz.capture.integrations.transformers import ParamVizCallback

model = GPT2LMHeadModel(
    GPT2Config(vocab_size=12, n_positions=8, n_embd=8, n_layer=1, n_head=2, bos_token_id=None, eos_token_id=None)
)
arguments = TrainingArguments(
    sys.argv[2],
    report_to="tensorboard",
    per_device_train_batch_size=4,
    num_train_epochs=1,
    save_strategy="no",
    disable_tqdm=True,
    use_cpu=True,
)
texts = [{"input_ids": text, "labels": text} for text in torch.randint(0, 12, (40, 8))]
trainer = Trainer(model, arguments, train_dataset=texts)
trainer.add_callback(ParamVizCallback(trainer, every=2))
trainer.train()
del trainer
gc.collect()  # the trainer is in cycles, and would keep the group past its end
torch.distributed.destroy_process_group()  # gloo's threads may abort a process that ends without
