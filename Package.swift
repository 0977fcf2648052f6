// swift-tools-version: 6.2
import PackageDescription

// A lesson is a library target `Name` in `Sources/NN-Name` and a test target `LessonNNNameTests`.
// The order of this list is the order of the course; a lesson may import any lesson before it.
let lessons = ["Perceptron", "Backprop"]

// MARK: - Settings

// `swift build` compiles the course with optimization in debug builds too: a training step takes
// 1 ms instead of 9 ms, and precondition messages stay. `LEARN_DEBUGGER=1 swift build` compiles
// everything without optimization, for stepping through the source in a debugger.
let optimizesDebugBuilds = Context.environment["LEARN_DEBUGGER"] == nil

// The vector units of this machine, and square roots that are one instruction. Every target gets
// the same flags, because the loops of the core are inlined into the lessons.
#if arch(x86_64)
  let machineFlags = ["-Xcc", "-march=native", "-Xcc", "-fno-math-errno"]
#else
  let machineFlags = ["-Xcc", "-fno-math-errno"]
#endif

let commonSettings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(machineFlags),
]

// Sources spell out every use of unsafe memory; two files of the core are the only ones that do.
let sourceSettings: [SwiftSetting] =
  commonSettings + [.strictMemorySafety()]
  + (optimizesDebugBuilds
    ? [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))] : [])

// MARK: - Targets

let coreTargets: [Target] = [
  .systemLibrary(
    name: "COpenBLAS", pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
  .target(name: "TensorCore", dependencies: ["COpenBLAS"], swiftSettings: sourceSettings),
  .testTarget(
    name: "TensorCoreTests", dependencies: ["TensorCore"], swiftSettings: commonSettings),
  .target(
    name: "Datasets", dependencies: ["TensorCore"], resources: [.copy("Resources")],
    swiftSettings: sourceSettings),
  .testTarget(
    name: "DatasetsTests", dependencies: ["Datasets", "TensorCore"], swiftSettings: commonSettings),
]

let package = Package(
  name: "networks-that-run",
  products: [
    .library(name: "TensorCore", targets: ["TensorCore"])
  ],
  traits: [
    .trait(
      name: "SinglePrecision",
      description: "Compute with Float instead of Double, as training in production does.")
  ],
  targets: coreTargets
)
