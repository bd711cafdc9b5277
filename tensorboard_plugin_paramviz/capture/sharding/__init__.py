"""A model whose parameters are spread over processes (FSDP2, tensor parallelism), sampled as if it were in one."""
