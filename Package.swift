// swift-tools-version: 6.2
import PackageDescription

// The order of this list is the order of the course. What a lesson builds on is what it may import:
// the lessons that the course overview names (`Sources/Course/Outline.swift`; a test compares them).
let lessons = [
  Lesson(1, "Perceptron", buildsOn: []),
  Lesson(2, "Backprop", buildsOn: [1]),
  Lesson(3, "Activations", buildsOn: [2]),
  Lesson(4, "Init", buildsOn: [2, 3]),
  Lesson(5, "BatchNorm", buildsOn: [4]),
  Lesson(6, "Regularization", buildsOn: [2]),
  Lesson(7, "Optimizers", buildsOn: [2]),
  Lesson(8, "Schedulers", buildsOn: [7]),
  Lesson(9, "Dynamics", buildsOn: [3, 4, 5, 6, 7, 8]),
  Lesson(10, "Approximation", buildsOn: [1, 3, 6]),
]

// What a learner should know before lesson 1: exercises and a notebook, and no module of its own. It is no
// lesson of the course, but its exercises and their tests are built, and asked for, as those of lesson “00”.
let selfCheck = Lesson(0, "Prerequisites", buildsOn: [])

/// A lesson, which has five targets, such as these of lesson 5.
///
///     BatchNorm                 Sources/05-BatchNorm                what the lesson teaches
///     Answers05                 Sources/ExerciseAnswers/Lesson05    what its exercises are judged by
///     Exercises05               Sources/Exercises/Lesson05          what a learner edits
///     Lesson05BatchNormTests    Tests/Lesson05BatchNormTests        the proofs; they need no other lesson
///     Checkers05Tests           Tests/Checkers05Tests               whether the exercises are judged rightly
struct Lesson {
  let number: Int
  let module: String
  let prerequisites: [Int]

  init(_ number: Int, _ module: String, buildsOn prerequisites: [Int]) {
    (self.number, self.module, self.prerequisites) = (number, module, prerequisites)
  }

  var padded: String { number < 10 ? "0\(number)" : "\(number)" }
  var folder: String { "Sources/\(padded)-\(module)" }
  var tests: String { "Lesson\(padded)\(module)Tests" }

  /// The lessons whose modules this one may import.
  ///
  /// From lesson 02 later lessons take the engine alone, so that they are not rebuilt for an edit of
  /// its derivations.
  var importedLessons: [Lesson] {
    lessons.filter { prerequisites.contains($0.number) && $0.number != 2 }
  }

  /// What the sources of the lesson may import.
  var imports: [Target.Dependency] {
    ["TensorCore", "Text", "Course", "Datasets"] + (number == 1 ? [] : ["Autograd"])
      + importedLessons.map { .byName(name: $0.module) }
  }
}

// MARK: - Settings

// What computes is compiled with optimization in debug builds too: training runs about five times as fast, and
// the messages of preconditions stay. That is the core and the lessons. What reads files, prints, describes the
// course or supports tests is not, and neither are the answers of exercises: they would run hardly faster, and
// take three to four times as long to compile.
// `LEARN_DEBUGGER=1 swift build` optimizes nothing, for stepping through the source in a debugger.
let optimizesDebugBuilds = Context.environment["LEARN_DEBUGGER"] == nil

// The vector units of this machine in their full width (of 512 bits the compiler would use half), and square roots
// that are one instruction. Every target gets the same flags, because the loops of the core are inlined into the
// lessons.
#if arch(x86_64)
  let machineFlags = [
    "-Xcc", "-march=native", "-Xcc", "-mprefer-vector-width=512", "-Xcc", "-fno-math-errno",
  ]
#else
  let machineFlags = ["-Xcc", "-fno-math-errno"]
#endif

// Learners change these sources, and an import that is no longer needed must not stop them: warnings
// are errors where the project checks itself.
let commonSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(machineFlags),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

// Sources spell out every use of unsafe memory: the core's `BLAS.swift` and `Loops` files, and one call
// of the C library in `CheckProgram.swift`, which has the lines of an answer written at once.
let sourceSettings = commonSettings + [.strictMemorySafety()]

let optimizedSettings: [SwiftSetting] =
  optimizesDebugBuilds
  ? [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))] : []

let computingSettings = sourceSettings + optimizedSettings

// The core is compiled as one: its loops are in other files than the formulas that they call for every scalar, and a
// debug build would otherwise see one file at a time. The other modules inline both from here.
let coreSettings =
  computingSettings
  + (optimizesDebugBuilds
    ? [
      .unsafeFlags(
        ["-whole-module-optimization", "-num-threads", "2", "-disable-batch-mode"],
        .when(configuration: .debug))
    ] : [])

// A million damaged files are made by loops over bytes. The functions of the system that limit and watch a process
// take pointers.
let fuzzSettings = commonSettings + optimizedSettings

// What a learner edits has the language's own settings: neither a warning nor an import stops it.
let exerciseSettings: [SwiftSetting] = [.unsafeFlags(machineFlags)]

// Tests are many, and run once: in release builds, too, compiling them with optimization would take longer
// than it saves. What they test is optimized there. A debug build compiles them eight files at a time, so that no
// core is left without work at the end.
let testSettings =
  commonSettings + [
    .unsafeFlags(["-Onone"], .when(configuration: .release)),
    .unsafeFlags(["-driver-batch-size-limit", "8"], .when(configuration: .debug)),
  ]

// Whatever links the core is linked by the toolchain's own linker: the tests of the course in a second instead
// of the two and more that the system's takes.
let linkerSettings: [LinkerSetting] = [
  .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))
]

// MARK: - Targets

let core: [Target] = [
  .systemLibrary(
    name: "COpenBLAS", pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
  .target(
    name: "TensorCore", dependencies: ["COpenBLAS"], swiftSettings: coreSettings,
    linkerSettings: linkerSettings),
  .target(name: "Text", swiftSettings: sourceSettings),
  .target(
    name: "Course", dependencies: ["TensorCore", "Text"], swiftSettings: sourceSettings),
  .target(
    name: "Datasets", dependencies: ["TensorCore"], resources: [.copy("Resources")],
    swiftSettings: sourceSettings),
]

// Lesson 1 needs no engine, and is built without: `EngineSupport` are the tests' gradient checks of it.
let engine: [Target] = [
  .target(
    name: "Autograd", dependencies: ["TensorCore", "Text", "Course", "Datasets"],
    swiftSettings: computingSettings),
  .target(
    name: "EngineSupport", dependencies: ["TensorCore", "Course", "Autograd", "TestSupport"],
    path: "Tests/EngineSupport", swiftSettings: commonSettings),
]

/// The module of a lesson.
func module(_ lesson: Lesson) -> Target {
  .target(
    name: lesson.module, dependencies: lesson.imports, path: lesson.folder,
    swiftSettings: computingSettings)
}

/// The exercises of a lesson and its tests.
///
/// The exercises are a program that checks them: it links in a fraction of the time of the tests.
func exercisesAndTests(_ lesson: Lesson) -> [Target] {
  let (answers, exercises) = ("Answers\(lesson.padded)", "Exercises\(lesson.padded)")
  let subject = lesson.imports + (lesson.number > 0 ? [.byName(name: lesson.module)] : [])
  return [
    .target(
      name: answers, dependencies: subject,
      path: "Sources/ExerciseAnswers/Lesson\(lesson.padded)", swiftSettings: sourceSettings),
    .executableTarget(
      name: exercises, dependencies: subject + [.byName(name: answers)],
      path: "Sources/Exercises/Lesson\(lesson.padded)", swiftSettings: exerciseSettings),
    .testTarget(
      name: lesson.tests,
      dependencies: subject
        + [.byName(name: answers), .byName(name: exercises), "TestSupport", "RefusalSupport"]
        + (lesson.number == 1 ? [] : ["EngineSupport"]),
      swiftSettings: testSettings),
  ]
}

/// The tests of a lesson's checkers, which try hundreds of right and wrong answers.
///
/// Whoever changes a lesson need not wait for them, so they are neither part of its tests nor built with it alone.
func checkerTests(_ lesson: Lesson) -> Target {
  .testTarget(
    name: "Checkers\(lesson.padded)Tests",
    dependencies: lesson.imports + (lesson.number > 0 ? [.byName(name: lesson.module)] : [])
      + [
        .byName(name: "Answers\(lesson.padded)"), .byName(name: "Exercises\(lesson.padded)"),
        "TestSupport",
      ],
    swiftSettings: testSettings)
}

// `RefusalSupport` depends on nothing, so that the core's tests need not wait for the course's words, as they
// would if they used `TestSupport`, which knows what a lesson is made of.
let testSupport: [Target] = [
  .target(name: "RefusalSupport", path: "Tests/RefusalSupport", swiftSettings: commonSettings),
  .target(
    name: "TestSupport", dependencies: ["TensorCore", "Course"],
    path: "Tests/TestSupport", swiftSettings: commonSettings),
]

// What knows all lessons: one list, the learner's tool and the tests over it. What authors need beside
// it is the package in `Tools`, which shares `Notebooks` and `Text` with it. None of it imports the exercises,
// so that one that does not compile leaves the tool working.
let lessonModules = lessons.map { Target.Dependency.byName(name: $0.module) }

// The overview compares networks with classical models, and runs the workflow: it stands before the lessons
// in the course, and behind them in the build.
let overviewImports: [Target.Dependency] =
  ["TensorCore", "Text", "Course", "Datasets", "Autograd"]
  + ["Init", "BatchNorm", "Regularization", "Optimizers", "Schedulers", "Dynamics"]
let overview: [Target] = [
  .target(
    name: "Overview", dependencies: overviewImports,
    path: "Sources/00-Overview", swiftSettings: computingSettings),
  .testTarget(
    name: "Lesson00OverviewTests",
    dependencies: overviewImports + ["Overview", "TestSupport", "EngineSupport", "RefusalSupport"],
    swiftSettings: testSettings),
]

let withExercises = [selfCheck] + lessons
let wholeCourse: [Target] = [
  .target(
    name: "AllLessons",
    dependencies: ["Course"] + lessonModules
      + withExercises.map { .byName(name: "Answers\($0.padded)") },
    swiftSettings: sourceSettings),
  .target(name: "Plots", dependencies: ["Text"], swiftSettings: sourceSettings),
  .target(
    name: "Notebooks", dependencies: ["Course", "Plots", "Text"], swiftSettings: sourceSettings),
  .target(
    name: "ReadingDigits",
    dependencies: [
      "TensorCore", "Text", "Datasets", "Autograd",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], swiftSettings: sourceSettings),
  // The first command of a newcomer, who need not wait until the lessons are built.
  .executableTarget(
    name: "demo",
    dependencies: [
      "ReadingDigits", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], swiftSettings: sourceSettings),
  .executableTarget(
    name: "learn",
    dependencies: [
      "TensorCore", "Text", "Course", "Datasets", "Plots", "Notebooks", "AllLessons", "Autograd",
      "ReadingDigits", "Overview",
    ] + lessonModules + [.product(name: "ArgumentParser", package: "swift-argument-parser")],
    swiftSettings: sourceSettings),
  // What tries readers on damaged files and the engine on random expressions: `./learn author fuzz`. What makes
  // and reads the files knows no lesson, so that the authors' tool can do so, too.
  .target(
    name: "FuzzInputs", dependencies: ["TensorCore"], path: "Tools/Fuzz/FuzzInputs",
    swiftSettings: fuzzSettings),
  .target(
    name: "Fuzzing",
    dependencies: [
      "FuzzInputs", "TensorCore", "Course", "Datasets", "Autograd", "Dynamics", "Notebooks",
      "Plots",
    ], path: "Tools/Fuzz/Fuzzing", swiftSettings: fuzzSettings),
  .executableTarget(
    name: "fuzz",
    dependencies: [
      "FuzzInputs", "Fuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], path: "Tools/Fuzz/fuzz", swiftSettings: commonSettings),
  .testTarget(
    name: "FuzzTests",
    dependencies: [
      "learn", "FuzzInputs", "Fuzzing", "TensorCore", "Autograd", "Backprop", "Course", "Dynamics",
      "Text", "TestSupport",
    ], swiftSettings: testSettings),
  // `./learn test` compiles it by itself, so it depends on nothing.
  .executableTarget(name: "TestReport", swiftSettings: sourceSettings),
  .testTarget(
    name: "LearnTests",
    dependencies: [
      "learn", "ReadingDigits", "TestReport", "Text", "Course", "Plots", "Notebooks", "TensorCore",
      "AllLessons", "TestSupport",
    ],
    swiftSettings: testSettings),
  .testTarget(
    name: "TestSupportTests", dependencies: ["TensorCore", "Course", "Autograd", "TestSupport"],
    swiftSettings: testSettings),
  .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: testSettings),
  .testTarget(
    name: "TensorCoreTests", dependencies: ["TensorCore", "RefusalSupport"],
    swiftSettings: testSettings),
  .testTarget(
    name: "CourseTests", dependencies: ["Course", "TensorCore", "TestSupport", "AllLessons"],
    swiftSettings: testSettings),
  .testTarget(
    name: "DatasetsTests", dependencies: ["Datasets", "TensorCore", "RefusalSupport"],
    swiftSettings: testSettings),
]

// MARK: - One lesson

// `LESSON=05` in the environment leaves what lesson 05 needs: its own targets, the sources of the
// lessons that it builds on, and what supports its tests.
let onlyLesson = Context.environment["LESSON"].map { text in
  guard let lesson = withExercises.first(where: { Int(text) == $0.number }) else {
    fatalError("LESSON: there is no lesson “\(text)”; there are \(withExercises.map(\.padded)).")
  }
  return lesson
}

/// The lesson and all whose modules it imports, directly or through others.
func lessonsBehind(_ lesson: Lesson) -> Set<Int> {
  lesson.importedLessons.reduce(into: [lesson.number]) { numbers, imported in
    numbers.formUnion(lessonsBehind(imported))
  }
}

let builtNumbers = onlyLesson.map(lessonsBehind) ?? Set(lessons.map(\.number))
let built = lessons.filter { builtNumbers.contains($0.number) }
let isWithoutEngine = onlyLesson?.number == 1

let libraries =
  ["TensorCore", "Text", "Course", "Datasets"] + (isWithoutEngine ? [] : ["Autograd"])
  + built.map(\.module)
  + (onlyLesson == nil ? ["Overview", "Plots", "Notebooks", "AllLessons", "FuzzInputs"] : [])

let package = Package(
  name: "networks-that-run",
  platforms: [.macOS(.v15)],
  products: libraries.map { .library(name: $0, targets: [$0]) },
  traits: [
    .trait(
      name: "SinglePrecision",
      description: "Compute with Float instead of Double, as training in production does.")
  ],
  dependencies: onlyLesson == nil
    ? [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")] : [],
  targets: core + testSupport + (isWithoutEngine ? [] : engine) + built.map(module)
    + (onlyLesson.map(exercisesAndTests)
      ?? withExercises.flatMap(exercisesAndTests) + withExercises.map(checkerTests) + overview
      + wholeCourse)
)
