import Perceptron
import TestSupport
import Testing

/// The interview questions of lesson 01, each proved by the test that bears its words.
@Suite(
  .doublePrecision(
    because: "The bank keeps six digits of every figure; single precision does not reach them."))
struct Lesson01Interview {}
