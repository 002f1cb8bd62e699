"""The target `python`: writes the IR as Python source."""
