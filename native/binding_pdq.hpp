// The PDQ kernel's part of the native module.
#pragma once

#include <nanobind/nanobind.h>

namespace tutela {

void bind_pdq(nanobind::module_& module);

}  // namespace tutela
