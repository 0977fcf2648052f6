// The one C header that the course reads: the BLAS interface of OpenBLAS.
#pragma once
#include <cblas.h>
