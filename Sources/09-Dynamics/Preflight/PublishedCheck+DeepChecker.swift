// TheDeepChecker's checks, under the keys of its messages; thresholds of its default settings as the forks of its code quote them.

extension PublishedCheck {
  /// Those before training.
  static var deepCheckerBefore: [PublishedCheck] {
    [
      PublishedCheck(
        .deepChecker, "features_constant feature_constant", "features differ between samples",
        .rule("P21")),
      PublishedCheck(
        .deepChecker, "features_unnormalized feature_unnormalized",
        "features within 0…1 or −1…1, or of mean 0 and deviation 1", .rule("P20")),
      PublishedCheck(
        .deepChecker, "unbalanced_labels", "a normalized perplexity of the labels of at least 0.5",
        .rule("P24"), .gate("G3")),
      PublishedCheck(
        .deepChecker, "targets_unnormalized target_unnormalized", "targets scaled as features are",
        .rule("P25")),
      PublishedCheck(
        .deepChecker, "poor_init", "weights of a layer differ", .rule("P29"), .gate("G9")),
      PublishedCheck(
        .deepChecker, "need_he need_glorot need_lecun need_init_well",
        "the variance of first weights fits the rule of the activation, by an F test", .rule("P30")),
      PublishedCheck(
        .deepChecker, "need_bias zero_bias", "there are biases, and they start at zero",
        .none(
          "neither is a fault: PyTorch's biases are not zero, and layers before a norm need none")),
      PublishedCheck(
        .deepChecker, "last_bias ineff_bias_cls ineff_bias_regr",
        "the last bias knows the shares of unbalanced classes, or a mean that is large beside its spread",
        .elsewhere("lesson 04's doctor: the prior"), .rule("P25")),
      PublishedCheck(
        .deepChecker, "poor_reduction_loss", "the loss does not grow with the batch", .rule("P33")),
      PublishedCheck(
        .deepChecker, "poor_init_loss", "the first loss is less than twice ln K", .rule("P32"),
        .gate("G5")),
      PublishedCheck(
        .deepChecker, "grad_err", "gradients agree with differences", .rule("P35"), .gate("G6")),
      PublishedCheck(
        .deepChecker, "underfitting_single_batch",
        "100 steps learn a batch of 16 to 95 %, or an error of 0.001",
        .rule("P36"), .gate("G11")),
      PublishedCheck(
        .deepChecker, "zero_loss",
        "the loss of the learned batch is not exactly nothing, below 1e-8",
        .none("without regularization a learned batch goes there, and may")),
      PublishedCheck(
        .deepChecker, "data_dep", "inputs of zeros are learned worse than the real ones",
        .rule("P37"), .gate("G10")),
      PublishedCheck(
        .deepChecker, "op_dep", "an answer depends on its own sample alone", .rule("P38"),
        .gate("G4")),
    ]
  }

  /// Those while a batch is overfitted, and those after.
  static var deepCheckerWhileTraining: [PublishedCheck] {
    [
      PublishedCheck(
        .deepChecker,
        "nan_loss inf_loss w_nan w_inf b_nan b_inf gw_nan gw_inf act_nan act_inf out_nan out_inf",
        "loss, weights, gradients, activations and outputs are finite numbers", .rule("P19"),
        .gate("G14")),
      PublishedCheck(
        .deepChecker, "act_ltn act_gtn", "activations lie in the range of their function",
        .none("the functions of the course are tested by themselves, in lesson 03")),
      PublishedCheck(
        .deepChecker, "out_cons", "outputs differ between samples", .rule("P37")),
      PublishedCheck(
        .deepChecker, "output_invalid",
        "outputs are probabilities that sum to 1, one for every class",
        .rule("P5"), .rule("P8")),
      PublishedCheck(
        .deepChecker, "lack_of_magnitude_express lack_of_negative_express",
        "outputs pass 1 and fall below 0 where targets do", .rule("P6")),
      PublishedCheck(
        .deepChecker, "conv_act_dead fc_act_dead",
        "at most half of a layer's units are dead: below 1e-5 in 95 % of the samples",
        .rule("P31"), .gate("G9")),
      PublishedCheck(
        .deepChecker, "conv_act_unstable fc_act_unstable",
        "the deviation of a layer's activations lies in 0.5…2",
        .gate("G9")),
      PublishedCheck(
        .deepChecker, "conv_act_sat fc_act_sat", "at most half of a layer's units are saturated",
        .rule("P31"), .gate("G9")),
      PublishedCheck(
        .deepChecker, "conv_w_sign fc_w_sign conv_w_dead fc_w_dead",
        "few weights of a layer are negative, and few are nearly 0",
        .none("the sign of a weight says nothing by itself, and sparse weights may be wished")),
      PublishedCheck(
        .deepChecker, "conv_w_div_1 fc_w_div_1 conv_w_div_2 fc_w_div_2 b_div_1 b_div_2",
        "weights and biases do not grow without end", .gate("G14"),
        .elsewhere("the detectors of lesson 09")),
      PublishedCheck(
        .deepChecker,
        "conv_gw_van_1 fc_gw_van_1 conv_gw_van_2 fc_gw_van_2 conv_gw_exp_1 fc_gw_exp_1 conv_gw_exp_2 fc_gw_exp_2",
        "gradients neither vanish nor explode", .rule("P30"),
        .elsewhere("the detectors of lesson 09")),
      PublishedCheck(
        .deepChecker, "w_untrained", "weights change", .gate("G8"), .rule("P40")),
      PublishedCheck(
        .deepChecker, "conv_w_fast fc_w_fast conv_w_slow fc_w_slow",
        "the ratio of update to weight is neither large nor small", .gate("G13")),
      PublishedCheck(
        .deepChecker, "stagnated_loss", "the loss falls by 5 % within five periods", .gate("G11"),
        .gate("G12")),
      PublishedCheck(
        .deepChecker, "div_loss fluctuated_loss", "the loss neither doubles nor jumps",
        .gate("G12"),
        .elsewhere("the classifier of loss curves")),
      PublishedCheck(
        .deepChecker, "non_representative_loss", "loss and metric move together",
        .elsewhere("the questions of lesson 09 on metrics")),
      PublishedCheck(
        .deepChecker, "overwhelm_reg_loss",
        "the gradient of the penalty does not outgrow the loss's",
        .elsewhere("lesson 06 and the detectors of lesson 09")),
      PublishedCheck(
        .deepChecker, "corrupted_data",
        "the loss on the whole set falls after the batch could be learned",
        .rule("P26"), .gate("G20")),
      PublishedCheck(
        .deepChecker, "wrong_augm", "activations with and without augmentation are alike",
        .none("it takes two whole trainings; lesson 06 shows augmentations that change the label")),
      PublishedCheck(
        .deepChecker,
        "switch_mode_act_consistency switch_mode_out_consistency switch_mode_loss_consistency",
        "training and evaluation mode give similar activations, outputs and losses",
        .gate("G16"), .gate("G17")),
    ]
  }
}
