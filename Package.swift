// swift-tools-version: 6.2
import PackageDescription

// A lesson is a library target `Name` in `Sources/NN-Name` and a test target `LessonNNNameTests`.
// The order of this list is the order of the course; a lesson may import any lesson before it.
let lessons = ["Perceptron", "Backprop"]

// MARK: - Settings

// What computes, the core and the lessons, is compiled with optimization in debug builds too:
// training runs about five times as fast, and the messages of preconditions stay. What only reads,
// checks and prints is not: it would run no faster, and take four times as long to compile.
// `LEARN_DEBUGGER=1 swift build` optimizes nothing, for stepping through the source in a debugger.
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

// Sources spell out every use of unsafe memory; only `BLAS.swift` and the `Loops` files have any.
let sourceSettings = commonSettings + [.strictMemorySafety()]

let computingSettings =
  sourceSettings
  + (optimizesDebugBuilds
    ? [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))] : [])

// MARK: - Targets

let coreTargets: [Target] = [
  .systemLibrary(
    name: "COpenBLAS", pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
  .target(name: "TensorCore", dependencies: ["COpenBLAS"], swiftSettings: computingSettings),
  .target(name: "Text", swiftSettings: sourceSettings),
  .target(name: "Course", dependencies: ["TensorCore", "Text"], swiftSettings: sourceSettings),
  .target(
    name: "Datasets", dependencies: ["TensorCore"], resources: [.copy("Resources")],
    swiftSettings: sourceSettings),
  .target(name: "Plots", dependencies: ["Text"], swiftSettings: sourceSettings),
]

// The folder `02-Backprop` holds the module `Backprop`, tested by `Lesson02BackpropTests`.
let lessonTargets: [Target] = lessons.enumerated().flatMap { index, module -> [Target] in
  let number = index < 9 ? "0\(index + 1)" : "\(index + 1)"
  let allowed: [Target.Dependency] =
    ["TensorCore", "Text", "Course", "Datasets"] + lessons[..<index].map { .byName(name: $0) }
  return [
    .target(
      name: module, dependencies: allowed, path: "Sources/\(number)-\(module)",
      swiftSettings: computingSettings),
    .testTarget(
      name: "Lesson\(number)\(module)Tests",
      dependencies: allowed + [.byName(name: module), "TestSupport", "RefusalSupport", "Attempts"],
      swiftSettings: commonSettings),
  ]
}

// `Exercises` is what a learner edits, and nothing that must always build depends on it. It has the
// language's own settings, so that neither a warning nor an import stops a learner. `Attempts` puts
// every function of it to its checker, for the tests of the lessons and for `exercise-check`, the
// small program that `learn check` builds and runs.
let lessonModules = lessons.map { Target.Dependency.byName(name: $0) }
let exerciseTargets: [Target] = [
  .target(
    name: "Exercises", dependencies: ["TensorCore", "Course"] + lessonModules,
    swiftSettings: [.unsafeFlags(machineFlags)]),
  .target(
    name: "ExerciseAnswers", dependencies: ["TensorCore", "Course"] + lessonModules,
    exclude: ["Stubs"], swiftSettings: sourceSettings),
  .target(
    name: "Attempts", dependencies: ["TensorCore", "Course", "Exercises", "ExerciseAnswers"],
    swiftSettings: commonSettings),
  .executableTarget(
    name: "exercise-check", dependencies: ["Course", "Attempts"], swiftSettings: commonSettings),
]

// `RefusalSupport` depends on nothing, so that the core's tests need not wait for an engine, as they
// would if they used `TestSupport`, whose gradient checker does.
let testTargets: [Target] = [
  .target(
    name: "RefusalSupport", path: "Tests/RefusalSupport", swiftSettings: commonSettings),
  .target(
    name: "TestSupport", dependencies: ["TensorCore", "Course", "Backprop"],
    path: "Tests/TestSupport",
    swiftSettings: commonSettings),
  .testTarget(
    name: "TestSupportTests", dependencies: ["TensorCore", "Course", "Backprop", "TestSupport"],
    swiftSettings: commonSettings),
  .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: commonSettings),
  .testTarget(
    name: "TensorCoreTests", dependencies: ["TensorCore", "RefusalSupport"],
    swiftSettings: commonSettings),
  .testTarget(
    name: "CourseTests",
    dependencies: ["Course", "TensorCore", "TestSupport", "ExerciseAnswers", "Attempts"]
      + lessons.map { .byName(name: $0) },
    swiftSettings: commonSettings),
  .testTarget(
    name: "DatasetsTests", dependencies: ["Datasets", "TensorCore", "RefusalSupport"],
    swiftSettings: commonSettings),
]

// The tool never imports the exercises: one that does not compile leaves the tool working. What authors
// need beside it is the package in `Tools`, which shares `Notebooks` and `Text` with it.
let toolTargets: [Target] = [
  .target(
    name: "Notebooks", dependencies: ["Course", "Plots", "Text"], swiftSettings: sourceSettings),
  .executableTarget(
    name: "learn",
    dependencies: [
      "TensorCore", "Text", "Course", "Datasets", "Plots", "Notebooks", "ExerciseAnswers",
    ] + lessonModules
      + [
        .product(name: "ArgumentParser", package: "swift-argument-parser")
      ], swiftSettings: sourceSettings),
  .testTarget(
    name: "LearnTests",
    dependencies: [
      "learn", "Course", "Plots", "Notebooks", "Text", "TensorCore", "ExerciseAnswers",
      "TestSupport",
    ],
    swiftSettings: commonSettings),
]

let package = Package(
  name: "networks-that-run",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "TensorCore", targets: ["TensorCore"]),
    .library(name: "Course", targets: ["Course"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Plots", targets: ["Plots"]),
    .library(name: "Notebooks", targets: ["Notebooks"]),
    .library(name: "Text", targets: ["Text"]),
    .executable(name: "learn", targets: ["learn"]),
  ] + lessons.map { .library(name: $0, targets: [$0]) },
  traits: [
    .trait(
      name: "SinglePrecision",
      description: "Compute with Float instead of Double, as training in production does.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: coreTargets + lessonTargets + exerciseTargets + toolTargets + testTargets
)
