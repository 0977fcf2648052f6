import TensorCore
import Testing
@Suite struct ScalarTests { @Test func one() { #expect(Scalar(1) + 1 == 2) } }
