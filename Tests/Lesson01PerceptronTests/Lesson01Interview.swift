import Perceptron
import TestSupport
import Testing

/// The interview questions of lesson 01, each with the test that proves its answer.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson01Interview {}
