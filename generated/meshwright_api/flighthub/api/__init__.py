"""Operations, one package for each tag of the spec."""
