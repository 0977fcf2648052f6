import BatchNorm
import Datasets
import TensorCore
import TestSupport
import Testing

/// The tensors of the network that PyTorch trained, and norms made of them.
struct TrainedFile {
  private let tensors: [String: Tensor]

  init() throws {
    tensors = try TensorFile(reading: "\(GoldenValues.folder)/Lesson05Trained.safetensors").tensors
  }

  /// The tensor of a name.
  func callAsFunction(_ name: String) throws -> Tensor { try #require(tensors[name], "\(name)") }

  /// The running statistics of the norm at a place of the network.
  func running(_ place: String) throws -> RunningStatistics {
    let mean = try self("\(place).running_mean")
    let running = RunningStatistics(featureCount: mean.elementCount)
    running.mean = mean
    running.variance = try self("\(place).running_var")
    return running
  }
}
