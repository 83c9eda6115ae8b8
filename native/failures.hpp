// What can be the matter with the files of an index. Each becomes an error of tutela.matching.
#pragma once

#include <stdexcept>
#include <string>

namespace tutela {

// The bytes are not what was written: cut off, altered, or made for something else.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A file of another version, width or kind than is asked for.
struct Foreign : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A file of another version of the format: it can be built anew.
struct OtherVersion : Foreign {
    using Foreign::Foreign;
};

// The system refused: not there, no room, no right.
struct Refused : std::runtime_error {
    Refused(const std::string& doing, int number);
    int number;
};

}  // namespace tutela
