import Course
import Dynamics
import Foundation
import Testing

/// The logs of other programs, and what can be odd in them.
@Suite struct Lesson09LogsReaders {
  @Test func `our own lines give record and facts`() throws {
    let run = try LogReader.run(
      of: """
        {"event":"run","format":1,"source":"pytorch","parameters":{"10.weight":[3,8],"2.bias":[3]},"optimizer":"AdamW","classes":3,"layers":{"10":"Linear"},"outputs":[32,3],"loss_function":"CrossEntropyLoss","scalar":"float32"}
        {"event":"step","step":0,"epoch":0,"loss":1.1,"learning_rate":0.001,"gradient_norms":{"10.weight":0.5},"parameter_norms":{"10.weight":2},"update_norms":{"10.weight":0.01},"columns":{"zero_share":{"1":0.25}}}
        {"event":"step","step":1,"loss":"nan","learning_rate":0.001,"gradient_norms":{"10.weight":"inf"}}
        {"event":"validation","step":2,"loss":1.0,"accuracy":0.5,"weights_hash":"ab","mode":"training"}
        {"event":"end","outcome":"not finite","operation":"log"}

        """)
    #expect(run.format == .runLog && run.notes.isEmpty)
    try #require(run.record.steps.count == 2)
    #expect(run.record.steps[0].columns[.zeroShare] == ["1": 0.25])
    #expect(run.record.steps[1].loss.isNaN)
    #expect(run.record.steps[1].gradientNorms == ["10.weight": .infinity])
    #expect(
      run.record.validations == [TrainingRecord.Validation(step: 2, loss: 1, accuracy: 0.5)])
    #expect(run.facts.parameterNames == ["10.weight", "2.bias"])
    #expect(run.facts.classCount == 3 && run.facts.outputCount == 3)
    #expect(run.facts.weightsHashes == ["ab"] && run.facts.validatedInTrainingMode == [true])
    #expect(run.facts.operation == "log" && run.facts.optimizer == "AdamW")
  }

  @Test func `Lightning's sparse rows come together`() throws {
    let run = try LogReader.run(
      of: """
        epoch,lr-Adam,step,train_loss_epoch,train_loss_step,val_acc,val_loss
        ,0.01,0,,,,
        0,,49,,2.1,,
        ,0.005,50,,,,
        0,,99,,1.8,,
        0,,99,,,0.4,1.9
        0,,99,1.95,,,
        1,,149,,1.5,,
        """)
    #expect(run.format == .lightning)
    try #require(run.record.losses == [2.1, 1.8, 1.5])
    #expect(run.record.steps[0].learningRate == 0.01)
    #expect(run.record.steps[1].learningRate == 0.005)
    #expect(run.record.steps[2].learningRate.isNaN)
    #expect(run.facts.stepNumbers == [49, 99, 149])
    #expect(
      run.record.validations == [TrainingRecord.Validation(step: 2, loss: 1.9, accuracy: 0.4)])
    #expect(
      run.record.steps[1].columns[.init(rawValue: "train_loss_epoch")] == ["run": 1.95])
  }

  @Test func `Keras's rows are epochs`() throws {
    let run = try LogReader.run(
      of: """
        epoch,accuracy,learning_rate,loss,val_accuracy,val_loss
        0,0.5,0.001,1.2,0.45,1.3
        1,0.6,0.001,1.0,NA,NA
        2,0.7,0.0005,0.8,0.5,1.1
        """)
    #expect(run.format == .keras && run.facts.stepUnit == .epoch)
    try #require(run.record.losses == [1.2, 1.0, 0.8])
    #expect(run.record.steps.map(\.learningRate) == [0.001, 0.001, 0.0005])
    #expect(run.record.validations.map(\.step) == [1, 3])
    #expect(run.record.steps[2].columns[.accuracy] == ["training": 0.7])
  }

  @Test func `Hugging Face's state gives losses, rates and norms`() throws {
    let run = try LogReader.run(
      of: """
        {
          "best_metric": null,
          "global_step": 20,
          "log_history": [
            {"epoch": 0.5, "grad_norm": 2.5, "learning_rate": 5e-05, "loss": 2.3, "step": 10},
            {"epoch": 1.0, "eval_accuracy": 0.3, "eval_loss": 2.2, "eval_runtime": 1.2, "step": 10},
            {"epoch": 1.0, "grad_norm": NaN, "learning_rate": 0.0, "loss": Infinity, "step": 20},
            {"epoch": 1.0, "step": 20, "total_flos": 1e12, "train_loss": 2.0, "train_runtime": 9.1}
          ],
          "max_steps": 20
        }
        """)
    #expect(run.format == .trainerState)
    try #require(run.record.losses == [2.3, .infinity])
    #expect(run.record.steps[0].learningRate == 5e-5)
    #expect(run.record.steps[0].gradientNorms.values.first == 2.5)
    #expect(
      run.record.validations == [TrainingRecord.Validation(step: 1, loss: 2.2, accuracy: 0.3)])
    #expect(run.facts.stepNumbers == [10, 20])
  }

  @Test func `lines of JSON of any program are read by name`() throws {
    let run = try LogReader.run(
      of: """
        {"iter": 0, "train/loss": 3.1, "lr": 0.1, "mfu": 0.2}
        {"iter": 1, "train/loss": 3.0, "lr": 0.1, "val/loss": 3.2}
        """)
    #expect(run.format == .jsonLines)
    #expect(run.record.losses == [3.1, 3.0])
    #expect(run.record.validations == [TrainingRecord.Validation(step: 2, loss: 3.2)])
    #expect(run.notes == ["Kept without being understood: mfu."])
  }

  @Test(arguments: [
    ("nan", "nan"), ("NaN", "nan"), ("NAN", "nan"), ("-nan", "nan"), ("inf", "inf"), ("Inf", "inf"),
    ("Infinity", "inf"), ("+inf", "inf"), ("-inf", "-inf"), ("-Infinity", "-inf"),
    (" 1e3 ", "1000.0"),
  ])
  func `every spelling of a number is read`(spelling: (String, String)) throws {
    let table = try LogReader.run(of: "step,loss\n0,\(spelling.0)\n1,2\n")
    #expect("\(try #require(table.record.losses.first))" == spelling.1)
    let words = try LogReader.run(of: #"{"event":"step","loss":"\#(spelling.0)"}"# + "\n")
    #expect("\(try #require(words.record.losses.first))" == spelling.1)
    let bare = try LogReader.run(of: #"{"event":"step","loss":\#(spelling.0)}"# + "\n")
    #expect("\(try #require(bare.record.losses.first))" == spelling.1)
  }

  @Test func `windows line ends, a mark and quotes change nothing`() throws {
    let plain = try LogReader.run(of: "epoch,loss,lr,note\n0,2.5,1,a\n1,2.25,1,b\n")
    let odd = try LogReader.run(
      of:
        "\u{FEFF}\"epoch\",\"loss\",lr,\"note\"\r\n0,\"2.5\",1,\"a, \"\"b\"\"\r\nc\"\r\n1,2.25,1,\"d\"\r\n"
    )
    #expect(odd.record == plain.record)
    #expect(odd.notes == ["Columns of texts are left out: note."])
    let semicolons = try LogReader.run(of: "epoch;loss;lr;note\n0;2.5;1;a\n1;2.25;1;b\n")
    #expect(semicolons.record == plain.record)
  }

  @Test func `a last line that is cut off is told and left out`() throws {
    let lines = try LogReader.run(
      of: #"{"event":"step","step":0,"loss":2}"# + "\n" + #"{"event":"step","step":1,"lo"#)
    #expect(lines.record.losses == [2])
    #expect(lines.notes == ["The last line, 2, is cut off and left out."])
    let table = try LogReader.run(of: "step,loss,lr\n0,2,0.1\n1,1.")
    #expect(table.record.losses == [2] && table.notes.count == 1)
    let state = try LogReader.run(
      of: #"{"log_history": [{"loss": 2, "step": 1}, {"loss": 1.5, "step": 2}, {"los"#)
    #expect(state.record.losses == [2, 1.5])
    #expect(state.notes == ["The file breaks off after entry 2 of its history."])
  }

  @Test func `a torn line within is told with its number`() throws {
    var lines = (0..<100).map { #"{"event":"step","step":\#($0),"loss":2}"# }
    lines[57] = String(lines[57].dropLast(8))
    let run = try LogReader.run(of: lines.joined(separator: "\n") + "\n")
    #expect(run.record.steps.count == 99)
    #expect(run.notes.count == 1 && run.notes[0].hasPrefix("Line 58 is left out: expected"))
  }

  // Torn is a row that was ended with a field too few, or has one too many; short and not ended it is cut off.
  @Test(arguments: [("1,1.9\n2,1.8,0.1\n", 2), ("1,1.9\n", 2), ("1,1.9,0.1,7", 4)])
  func `a row with a wrong number of fields is told`(rows: (text: String, count: Int)) throws {
    let run = try LogReader.run(of: "step,loss,lr\n0,2,0.1\n" + rows.text)
    #expect(run.record.losses == (rows.text.contains("1.8") ? [2, 1.8] : [2]))
    try #require(run.notes.count == 1)
    let beginning = "Line 3 is left out: expected 3 fields, not \(rows.count), found"
    #expect(run.notes[0].hasPrefix(beginning), "\(run.notes)")
  }
}
