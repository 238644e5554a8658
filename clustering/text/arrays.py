"""Arrays of numbers, named by what they hold."""

import numpy as np
from numpy.typing import NDArray

# What is stored and compared
Floats = NDArray[np.float32]
# What is computed with on the way there
Doubles = NDArray[np.float64]
# Places in another array
Indices = NDArray[np.intp]
# Of any of these, or of whole numbers
Array = NDArray[np.float32] | NDArray[np.int32]
