package import ArgumentParser
import Foundation
import Text

/// What can be asked of the demonstration, and its run.
///
/// The first command of a newcomer has it alone, so that it need not wait until ten lessons are built;
/// `learn demo` has it beside the lessons' stories.
package struct DigitsOptions: ParsableArguments {
  @Option(help: "How often every training picture is seen.")
  package var epochs = 60

  @Option(help: "The seed of everything that is drawn.")
  package var seed: UInt64 = 6

  @Flag(help: "Print what was measured as JSON and nothing else.")
  package var json = false

  package init() {}

  package func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be positive.") }
  }

  /// Trains on two splits, and tells of it or prints what was measured.
  ///
  /// - Throws: What the data set or the training throws.
  package func run() throws {
    var experiment = DigitsExperiment()
    (experiment.epochCount, experiment.seed) = (epochs, seed)
    let demo = DigitsDemo(experiment: experiment)
    if json {
      print(try JSONEncoder.sorted(.prettyPrinted).text(demo.measurements()))
    } else {
      try demo.tell()
    }
  }
}
