import TensorCore
import Testing

struct MaskTests {
  @Test func `a mask is what the generator draws, one by one`() {
    var generator = SplitMix64(seed: 3)
    // The first draw itself is no longer below the probability.
    let first = Scalar(generator.uniform())
    for probability in [0, 0.25, 0.3, first, 1] {
      var (masking, drawing) = (SplitMix64(seed: 3), SplitMix64(seed: 3))
      let mask = Tensor.mask([5, 40], dropping: probability, keptAs: 2, using: &masking)
      let expected = (0..<200).map { _ -> Scalar in
        drawing.uniform() < Double(probability) ? 0 : 2
      }
      #expect(mask == Tensor(shape: [5, 40], scalars: expected), "\(probability)")
      #expect(masking == drawing, "the draws are used up")
    }
  }

  @Test func `what is kept is 1 unless another number is given`() {
    var generator = SplitMix64(seed: 4)
    #expect(Tensor.mask([3], dropping: 0, using: &generator) == .ones([3]))
  }
}
