/// A published tool that looks for faults in training programs, with its figures and whose they are.
///
/// The figures compare with each other where they come from one table, and with ours hardly: theirs count whole programs of
/// strangers, ours rebuilt runs of a few layers whose kinds of fault were known to those who wrote the rules.
public struct PublishedTool: Sendable, Hashable {
  /// The name.
  public let name: String

  /// What it was tried on.
  public let programs: String

  /// In how many it found something.
  public let detected: String

  /// In how many it named the cause.
  public let diagnosed: String

  /// In how many it named the place.
  public let located: String

  /// What it found on sound programs.
  public let alarms: String

  /// Who measured it, with the source.
  public let figuresOf: String

  /// The tools, in the order in which the table has them.
  public static var all: [PublishedTool] {
    let deepFD = "the authors of DeepFD, arXiv 2205.01938"
    return [
      PublishedTool(
        name: "DeepFD", programs: "52 programs", detected: "47 (90 %)", diagnosed: "27 (52 %)",
        located: "22 (42 %)", alarms: "—", figuresOf: deepFD),
      PublishedTool(
        name: "UMLAUT", programs: "the same 52", detected: "50 (96 %)",
        diagnosed: "14 (27 %)", located: "12 (23 %)", alarms: "on sound programs too",
        figuresOf: deepFD),
      PublishedTool(
        name: "AutoTrainer", programs: "the same 52", detected: "12 (23 %)",
        diagnosed: "10 (19 %)", located: "8 (15 %)", alarms: "—", figuresOf: deepFD),
      PublishedTool(
        name: "DeepLocalize", programs: "the same 52", detected: "36 (69 %)",
        diagnosed: "7 (13 %)", located: "5 (10 %)", alarms: "—", figuresOf: deepFD),
      PublishedTool(
        name: "DeepDiagnosis", programs: "53 programs", detected: "46 (87 %)", diagnosed: "—",
        located: "28 (53 %)", alarms: "—", figuresOf: "its authors, arXiv 2112.04036"),
      PublishedTool(
        name: "NeuraLint", programs: "28 synthesized and 34 real programs",
        detected: "recall 70.5 %; 64 issues in the real ones", diagnosed: "—", located: "—",
        alarms: "none", figuresOf: "its authors, arXiv 2105.08095; before training"),
      PublishedTool(
        name: "DEFault", programs: "DeepFD's 52", detected: "94 %", diagnosed: "63 %",
        located: "—", alarms: "—", figuresOf: "its authors, arXiv 2501.12560"),
      PublishedTool(
        name: "TrainCheck", programs: "20 silent errors", detected: "18 (90 %)", diagnosed: "—",
        located: "—", alarms: "—", figuresOf: "its authors, arXiv 2506.14813; within one iteration"),
    ]
  }
}
