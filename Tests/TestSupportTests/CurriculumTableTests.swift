import Foundation
import TestSupport
import Testing

/// The numbers that the lessons print, to the digits that they print, against PyTorch's.
///
/// A mistake in a script cannot hide here: these numbers were worked out apart from it.
@Suite struct `The numbers of the lessons` {
  /// Compares an array with numbers written to a number of decimals.
  private func expect(
    _ name: String, lesson: Int, equals numbers: [Double], decimals: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let values = try GoldenValues.lesson(lesson).array(name).values
    try #require(values.count == numbers.count, sourceLocation: sourceLocation)
    // Half a unit of the last digit that is written, and the rounding of the number itself.
    let tolerance = 0.5 * pow(10, -Double(decimals)) + 1e-15
    for (value, number) in zip(values, numbers) {
      #expect(abs(value - number) <= tolerance, "\(name)", sourceLocation: sourceLocation)
    }
  }

  @Test func `lesson 01 counts parameters as the reference does`() throws {
    try expect("table(V1.1).parameterCount", lesson: 1, equals: [235_146], decimals: 0)
    try expect("table(V1.1).weightCount", lesson: 1, equals: [234_752], decimals: 0)
    try expect(
      "table(V1.11).parameterCount", lesson: 1, equals: [1_055_754, 1_071_114, 5_267_466],
      decimals: 0)
    try expect(
      "table(V1.12).parameterCount", lesson: 1, equals: [798_730, 43_018, 4_239_370], decimals: 0)
  }

  @Test func `lesson 01 has the reference's losses`() throws {
    try expect(
      "table(V1.2).output", lesson: 1, equals: [0.6590011389, 0.2424329707, 0.0985658904],
      decimals: 10)
    try expect("table(V1.3).output", lesson: 1, equals: [0.41703001627783354], decimals: 16)
    try expect("table(V1.4).output", lesson: 1, equals: [0.7578211524729717], decimals: 16)
    try expect("table(V1.5).output", lesson: 1, equals: [30.000000000000092], decimals: 15)
    try expect("table(V1.6).output", lesson: 1, equals: [0.4740769841801067], decimals: 16)
    try expect("table(V1.7).output", lesson: 1, equals: [0.125, 2.5], decimals: 16)
    try expect(
      "table(V1.8).output", lesson: 1, equals: [0.3133, 0.5514, 1.4612, 3.6222, 5.9095], decimals: 4
    )
  }

  @Test func `a second softmax costs ln(1 + (K − 1) ÷ e)`() throws {
    let golden = try GoldenValues.lesson(1)
    let counts = try golden.array("table(V1.8).classCount").values
    try expect(
      "table(V1.8).output", lesson: 1, equals: counts.map { log(1 + ($0 - 1) / M_E) }, decimals: 14)
  }

  // PyTorch reaches the bound through the gain √(1/3) of a leaky ReLU of slope √5; of 40,000 uniform
  // draws the largest misses the bound by a thousandth with probability 0.999^40000 < 1e-17.
  @Test func `a linear layer starts within ±1/√in, the bias too`() throws {
    let golden = try GoldenValues.lesson(1)
    let counts = try golden.array("linearInitialization.inputCount").values
    let bounds = counts.map { 1 / $0.squareRoot() }
    try expect("linearInitialization.weightBound", lesson: 1, equals: bounds, decimals: 14)
    try expect("linearInitialization.biasBound", lesson: 1, equals: bounds, decimals: 14)
    for role in ["largestWeight", "largestBias"] {
      let found = try golden.array("linearInitialization.\(role)").values
      for (largest, bound) in zip(found, bounds) {
        #expect(largest <= bound)
        #expect(0.999 * bound < largest)
      }
    }
  }

  @Test func `lesson 02 has the reference's expressions and conventions`() throws {
    try expect("table(V2.1).norm", lesson: 2, equals: [5], decimals: 15)
    try expect("table(V2.1).clipped0", lesson: 2, equals: [0.59999988, 0.79999984], decimals: 8)
    try expect("table(V2.2).gradient.x", lesson: 2, equals: [3.7560492270947274], decimals: 15)
    try expect("table(V2.3).output", lesson: 2, equals: [9.103070560807623], decimals: 15)
    try expect("table(V2.3).gradient.a", lesson: 2, equals: [-0.14569857066345554], decimals: 16)
    try expect("table(V2.3).gradient.b", lesson: 2, equals: [-5.971581326762778], decimals: 15)
    try expect("table(V2.3).gradient.c", lesson: 2, equals: [0.014209336618611042], decimals: 16)
    for length in [5, 10, 20] {
      try expect(
        "table(V2.4, \(length)).gradient.x", lesson: 2, equals: [pow(0.25, Double(length))],
        decimals: 20)
    }
    try expect("table(V2.5, amax).gradient.input", lesson: 2, equals: [0, 0.5, 0.5], decimals: 16)
    try expect("table(V2.5, max).gradient.input", lesson: 2, equals: [0, 0.5, 0.5], decimals: 16)
    try expect(
      "table(V2.5, max along an axis).gradient.input", lesson: 2, equals: [0, 1, 0], decimals: 16)
    try expect("table(V2.5, maximum).gradient.left", lesson: 2, equals: [0.5], decimals: 16)
    try expect("table(V2.5, maximum).gradient.right", lesson: 2, equals: [0.5], decimals: 16)
    for (name, slope) in [
      ("relu", 0), ("relu6", 0), ("abs", 0), ("leakyReLU", 0.01), ("elu", 1), ("hardtanh", 1),
    ] {
      try expect("table(V2.6, \(name)).gradient.input", lesson: 2, equals: [slope], decimals: 16)
    }
  }

  @Test func `lesson 02 has the reference's gradients of a classifier`() throws {
    try expect(
      "table(V2.7).logits", lesson: 2, equals: [-0.05, 0.33, 0.07, 0.115, 0.16, -0.17], decimals: 15
    )
    try expect("table(V2.7).output", lesson: 2, equals: [1.296005624191649], decimals: 15)
    try expect(
      "table(V2.7).gradient.weight1", lesson: 2,
      equals: [
        -0.126866989316, -0.253733978632, 0.16517400321, 0.28978641714, -0.145424608485,
        0.0727123042425,
      ], decimals: 11)
    try expect(
      "table(V2.7).gradient.bias1", lesson: 2,
      equals: [-0.126866989316, 0.132724731786, 0.145424608485], decimals: 12)
    try expect(
      "table(V2.7).gradient.weight2", lesson: 2,
      equals: [
        -0.0360715754367, -0.243566209001, 0.0714785524432, 0.0203673205941, 0.151917313814,
        0.0747685572415, 0.0157042548426, 0.0916488951877, -0.146247109685,
      ], decimals: 12)
    try expect(
      "table(V2.7).gradient.bias2", lesson: 2,
      equals: [-0.182019373259, 0.390594599044, -0.208575225785], decimals: 12)
  }

  @Test func `lesson 02 has the reference's gradients of a regression`() throws {
    try expect(
      "table(V2.8).prediction", lesson: 2, equals: [0.1, -0.1, 1.725, 0.7125], decimals: 15)
    try expect("table(V2.8).output", lesson: 2, equals: [2.4758203125], decimals: 14)
    try expect(
      "table(V2.8).gradient.weight1", lesson: 2, equals: [3.121875, 0.5203125, 0, 0], decimals: 14)
    try expect("table(V2.8).gradient.bias1", lesson: 2, equals: [1.040625, 0], decimals: 14)
    try expect(
      "table(V2.8).gradient.weight2", lesson: 2, equals: [2.2140625, 0, -1.04609375, 0],
      decimals: 14)
    try expect("table(V2.8).gradient.bias2", lesson: 2, equals: [0.9125, -0.69375], decimals: 14)
  }

  @Test func `an overwritten value gives lesson 02's wrong gradients`() throws {
    try expect(
      "inPlace(sigmoid output).found", lesson: 2, equals: [-1.26551, -0.52008], decimals: 5)
    try expect("inPlace(sigmoid output).right", lesson: 2, equals: [0.19661, 0.23500], decimals: 5)
    try expect("inPlace(square input).found", lesson: 2, equals: [4, 1], decimals: 16)
    try expect("inPlace(square input).right", lesson: 2, equals: [2, -1], decimals: 16)
    try expect("inPlace(allowed).found", lesson: 2, equals: [2, 2], decimals: 16)
    try expect("shared(diamond).gradient.x", lesson: 2, equals: [24], decimals: 16)
  }

  @Test func `a second pass over a retained graph doubles every gradient`() throws {
    let golden = try GoldenValues.lesson(2)
    for name in ["weight1", "bias1", "weight2", "bias2"] {
      let first = try golden.array("retainedGraph.first.\(name)").values
      #expect(try golden.array("retainedGraph.second.\(name)").values == first.map { 2 * $0 })
    }
  }
}
