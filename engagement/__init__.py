"""The core: how conversations start, get answered and get handed on. Pure: values in, values out."""
