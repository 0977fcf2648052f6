// The C headers that the course reads: the BLAS interface of OpenBLAS, and on Linux the settings of
// the memory allocator.
#pragma once
#include <cblas.h>
#ifdef __linux__
#include <malloc.h>
#endif
