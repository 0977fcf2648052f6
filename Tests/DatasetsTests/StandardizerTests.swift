import Datasets
import RefusalSupport
import TensorCore
import Testing

struct StandardizerTests {
  @Test func `a small table by hand`() {
    let standardizer = Standardizer(fittedTo: Tensor([[1, 10], [3, 30]]))
    #expect(standardizer.means == Tensor([2, 20]))
    #expect(standardizer.divisors == Tensor([1, 10]))
    #expect(
      standardizer.apply(to: Tensor([[1, 10], [3, 30], [4, 0]]))
        == Tensor([[-1, -1], [1, 1], [2, -2]]))
    #expect(
      standardizer.inverse(of: Tensor([[-1, -1], [2, -2]])) == Tensor([[1, 10], [4, 0]]))
  }

  @Test func `training columns come out with mean 0 and variance 1`() throws {
    let data = try LabeledData.breastCancer()
    let z = Standardizer(fittedTo: data.features).apply(to: data).features
    // Each z carries a rounding of x − μ, of size ulp · |μ| / σ, below 10 ulp for these columns.
    let tolerance = 100 * Scalar.ulpOfOne
    #expect(z.mean(axis: 0).maximumMagnitude() < tolerance)
    #expect((z.variance(axis: 0) - 1).maximumMagnitude() < tolerance)
  }

  @Test func `a constant column becomes zeros`() {
    // 0.1 is no binary fraction, so that its mean over 7 samples may be off by a rounding.
    let features = Tensor((0..<7).map { [Scalar($0), 0.1, 5] })
    let standardizer = Standardizer(fittedTo: features)
    let z = standardizer.apply(to: features)
    #expect(standardizer.divisors.scalars[1...] == [1, 1])
    #expect(z.slice(1..<3, axis: 1).maximumMagnitude() < Scalar.ulpOfOne)
    #expect(z.isFinite)
  }

  @Test func `a column that is constant but for rounding is not blown up`() {
    // 0.1 + 0.2 is one rounding above 0.3.
    let features = Tensor([[0.3], [0.1 + 0.2], [0.3], [0.1 + 0.2]])
    let z = Standardizer(fittedTo: features).apply(to: features)
    #expect(z.maximumMagnitude() < 4 * Scalar.ulpOfOne)
    // A spread of a hundred roundings is kept.
    let step = 100 * Scalar.ulpOfOne
    let narrow = Tensor([[1], [1 + step], [1], [1 + step]])
    let kept = Standardizer(fittedTo: narrow).apply(to: narrow)
    #expect(kept.scalars.allSatisfy { abs(abs($0) - 1) < 0.05 })
  }

  @Test func `the inverse returns to the file's units`() throws {
    let data = try LabeledData.breastCancer()
    let standardizer = Standardizer(fittedTo: data.features)
    let returned = standardizer.inverse(of: standardizer.apply(to: data.features))
    let scale = data.features.max(axis: 0)
    #expect(((returned - data.features) / scale).maximumMagnitude() < 4 * Scalar.ulpOfOne)
  }

  @Test func `statistics of all samples tell the training about the test`() throws {
    let (training, test) = try LabeledData.breastCancer().splitByOrder(testCount: 114)
    var changed = test.features
    changed.update { $0 *= 100 }
    let honest = Standardizer(fittedTo: training.features)
    func leaking(_ test: Tensor) -> Standardizer {
      Standardizer(fittedTo: .concatenation([training.features, test]))
    }
    // Whatever the test samples are, the training sees the same numbers …
    #expect(honest.apply(to: training).features == honest.apply(to: training.features))
    #expect(honest.apply(to: training).features.mean(axis: 0).maximumMagnitude() < 1e-4)
    // … but statistics of all samples carry the test samples into the training's numbers.
    let before = leaking(test.features).apply(to: training.features)
    let after = leaking(changed).apply(to: training.features)
    #expect((after - before).maximumMagnitude() > 1)
    #expect(before.mean(axis: 0).maximumMagnitude() > 0.03)
  }

  @Test func `features of another width are refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Standardizer(fittedTo: .ones([4, 3])).apply(to: Tensor.ones([4, 1])) }
    expectMessage(result, says: "Standardizer.apply: fitted to 3 features, given [4, 1]")
    let inverse = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Standardizer(fittedTo: .ones([4, 3])).inverse(of: .ones([4, 1])) }
    expectMessage(inverse, says: "Standardizer.inverse: fitted to 3 features, given [4, 1]")
  }

  @Test func `no samples are refused`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Standardizer(fittedTo: .ones([0, 3])) }
    expectMessage(result, says: "Standardizer.init: not a matrix of at least one sample: [0, 3]")
  }
}
