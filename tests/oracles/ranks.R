# Sets of variables that may be at the top, and intervals of ranks, by csranks (Mogstad, Romano, Shaikh and Wilhelm 2024).
#
# Made with R 4.2.2, csranks 1.2.3, MASS 7.3-58.2, mvtnorm 1.1-3:
#     Rscript tests/oracles/ranks.R > tests/oracles/ranks.json
#
# csranks takes estimates and their covariance: here minus the mean losses, and Nadeau and Bengio's covariance of them,
# cov (1 / splits + ratio). What is the same there as in src/stats/maxt.rs and what is not:
#   differences over their standard errors        the same number
#   what noise reaches against one item           the same maximum, one-sided, over the differences with that item alone:
#                                                 `csranks(simul = FALSE, cstype = "lower", stepdown = FALSE)`
#   what noise reaches between any two            the same maximum, of absolute differences:
#                                                 `csranks(simul = TRUE, cstype = "two-sided", stepdown = FALSE)`
#   normal or t                                   csranks draws normals; ours are divided by the root of a chi-squared over
#                                                 its degrees of freedom, splits - 1. mvtnorm knows that distribution, and
#                                                 gives the p-values
#   the tau best                                  `cstaubest` projects lower bounds of ranks that hold for all items at once
#                                                 at .05; ours asks item by item at .05 / tau, which bounds the chance that
#                                                 one of the tau truly best is missing (Bonferroni over those tau). csranks
#                                                 says the same of `simul = FALSE` and a coverage of 1 - .05 / tau
#   steps                                         csranks steps down: what was rejected is left out, until nothing more is.
#                                                 Ours leaves out, at .005 / tau, what is clearly worse than the item, and
#                                                 spends the rest; both steps are put together here of csranks's differences
#   intervals of ranks                            ours have no second step: `stepdown = FALSE`
# Critical values are quantiles of so many draws; csranks doesn't tell them, so they are read off its bounds.

suppressPackageStartupMessages({
  library(csranks)
  library(mvtnorm)
})

DRAWS <- 200000
LEVEL <- 0.05
FIRST <- 0.005
# of a decisive t-ratio from every critical value that is named below: far more than their Monte Carlo error
APART <- 0.12

# losses, items x splits, of which a part of the noise is common to all and a part to one item
drawn <- function(means, splits, sd = 1, common = 0) {
  shared <- rnorm(splits, sd = common)
  t(mapply(function(m, s) round(m + shared + rnorm(splits, sd = s), 3), means, sd))
}

# items without noise of their own: of lower rank than there are items
of_rank <- function(means, splits, rank) {
  # digits that multiply to three
  loads <- matrix(round(rnorm(length(means) * rank), 1), length(means))
  round(means + loads %*% matrix(round(rnorm(rank * splits), 2), rank), 3)
}

# the critical value behind one-sided upper bounds of the differences with the first item
against_first <- function(x, Sigma, coverage) {
  bounds <- csranks:::csdiffmeans(x, Sigma, coverage = coverage, indices = 1, cstype = "upper", stepdown = FALSE, R = DRAWS)
  sds <- csranks:::calculate_difference_sds(Sigma)
  ((bounds$U - outer(x, x, "-")) / sds)[1, 2]
}

# correlations of the differences with the first item
contrasts_of <- function(Sigma) {
  contrasts <- cbind(1, -diag(nrow(Sigma) - 1))
  cov2cor(contrasts %*% Sigma %*% t(contrasts))
}

# the chance that the largest of these differences is beyond a bound: normals without degrees of freedom, else t
beyond <- function(Sigma, bound, df) {
  shape <- contrasts_of(Sigma)
  if (nrow(shape) == 1) return(pt(bound, df, lower.tail = FALSE))
  upper <- rep(bound, nrow(shape))
  way <- GenzBretz(maxpts = 2e6, abseps = 2e-5)
  1 - if (is.infinite(df)) pmvnorm(upper = upper, corr = shape, algorithm = way)[1]
      else pmvt(upper = upper, corr = shape, df = df, algorithm = way)[1]
}

# t of items, draws x items, and the largest of their differences, each divided by its standard deviation
t_drawn <- function(Sigma, df) MASS::mvrnorm(DRAWS, rep(0, nrow(Sigma)), Sigma) / sqrt(rchisq(DRAWS, df) / df)
largest <- function(drawn, Sigma, pairs, what) {
  sds <- csranks:::calculate_difference_sds(Sigma)
  do.call(pmax, apply(pairs, 2, function(p) what(drawn[, p[1]] - drawn[, p[2]]) / sds[p[1], p[2]], simplify = FALSE))
}
t_against_first <- function(Sigma, level, df) {
  drawn <- largest(t_drawn(Sigma, df), Sigma, rbind(1, 2:nrow(Sigma)), identity)
  unname(quantile(drawn, 1 - level))
}
t_between <- function(Sigma, df) {
  unname(quantile(largest(t_drawn(Sigma, df), Sigma, combn(nrow(Sigma), 2), abs), 1 - LEVEL))
}

# one item against the others, in the two steps of maxt.rs
of_item <- function(a, x, Sigma, ratios, tau, df) {
  others <- setdiff(seq_along(x), a)
  all <- c(a, others)
  first <- against_first(x[all], Sigma[all, all], 1 - FIRST / tau)
  kept <- others[ratios[a, others] > -first]
  # who stays must hang neither on the draws nor on normal or t
  stopifnot(apart(-ratios[a, others], c(first, t_against_first(Sigma[all, all], FIRST / tau, df))))
  decisive <- sort(ratios[a, others], decreasing = TRUE)[tau]
  item <- list(
    first = first, one_step = against_first(x[all], Sigma[all, all], 1 - LEVEL / tau),
    kept = I(kept - 1), decisive = decisive,
    second = NA, second_of_t = NA, p = NA
  )
  # what isn't behind tau others is not judged
  if (decisive <= 0) return(item)
  held <- c(a, kept)
  shape <- Sigma[held, held]
  item$second <- against_first(x[held], shape, 1 - (LEVEL - FIRST) / tau)
  level <- (LEVEL - FIRST) / tau
  # mvtnorm wants a covariance that has an inverse
  if (min(eigen(contrasts_of(shape))$values) > 1e-9) {
    item$second_of_t <- beyond(shape, item$second, df)
    item$p <- min(1, tau * beyond(shape, decisive, df))
    # csranks's quantile has to be that of its normals
    stopifnot(abs(beyond(shape, item$second, Inf) - level) < 4 * sqrt(level / DRAWS) + 1e-4)
  }
  # and the answer mustn't hang on the draws, the steps, or normal or t
  stopifnot(apart(decisive, c(item$second, item$one_step, t_against_first(shape, level, df))))
  item
}

apart <- function(ratios, critical) {
  all(vapply(ratios, function(r) all(abs(r - critical) > APART) && (all(r > critical) || all(r < critical)), NA))
}

of_case <- function(losses, ratio, tau) {
  x <- -rowMeans(losses)
  splits <- ncol(losses)
  Sigma <- cov(t(losses)) * (1 / splits + ratio)
  sds <- csranks:::calculate_difference_sds(Sigma)
  ratios <- -outer(x, x, "-") / sds
  diag(ratios) <- 0
  between <- csranks:::csdiffmeans(x, Sigma, coverage = 1 - LEVEL, cstype = "symmetric", stepdown = FALSE, R = DRAWS)
  between <- ((outer(x, x, "-") - between$L) / sds)[1, 2]
  between_t <- t_between(Sigma, splits - 1)
  stopifnot(apart(abs(ratios[upper.tri(ratios)]), c(between, between_t)))
  plain <- csranks(x, Sigma, coverage = 1 - LEVEL, stepdown = FALSE, R = DRAWS)
  best <- function(stepdown) cstaubest(x, Sigma, tau = tau, coverage = 1 - LEVEL, stepdown = stepdown, R = DRAWS)
  marginal <- csranks(x, Sigma, coverage = 1 - LEVEL / tau, cstype = "lower", simul = FALSE, stepdown = FALSE, R = DRAWS)
  list(
    losses = losses, ratio = ratio, tau = tau, ratios = ratios,
    items = lapply(seq_along(x), of_item, x, Sigma, ratios, tau, splits - 1),
    between = between, low = plain$L, high = plain$U,
    item_by_item = marginal$L <= tau, projected = best(FALSE), projected_in_steps = best(TRUE)
  )
}

# JSON, every number with as many digits as it takes to read it back
number <- function(x) {
  if (is.na(x)) return("null")
  if (is.logical(x)) return(if (x) "true" else "false")
  for (digits in 1:17) if (as.numeric(text <- sprintf("%.*g", digits, x)) == x) return(text)
}
json <- function(x) {
  array <- function(parts) paste0("[", paste(parts, collapse = ","), "]")
  if (is.list(x) && !is.null(names(x))) {
    paste0("{", paste0('"', names(x), '":', vapply(x, json, ""), collapse = ","), "}")
  } else if (is.list(x)) array(vapply(x, json, ""))
  else if (is.matrix(x)) array(apply(x, 1, function(row) array(vapply(row, number, ""))))
  else if (length(x) != 1 || inherits(x, "AsIs")) array(vapply(unclass(x), number, ""))
  else number(x)
}

# draws of losses far from every border that the draws, the steps, and normal or t may move
cases <- list(
  # one is best
  list(11, function() drawn(c(0, 2, 4, 6), 20), 1 / 9, 1),
  # csranks's projection keeps one more, for its bound is of all differences
  list(2, function() drawn(c(0, .1, .3, 1.4, 3, 5), 50), 1 / 9, 1),
  list(30, function() drawn(c(0, .1, 2.2, 2.6, 5, 5.2), 40, c(1, .5, 1, 2, 1, .3)), 1 / 9, 2),
  list(81, function() drawn(c(0, 1, 2, 3, 4.5, 5, 6), 50, .6, 4), 1 / 4, 3),
  # a covariance of rank 4
  list(16, function() of_rank(c(0, .1, .2, 4:9 * 2), 30, 4), 1 / 4, 2),
  # no ratio of rows
  list(1, function() drawn(c(0, 1, 3), 30), 0, 1),
  # two with the same losses in another order
  list(6, function() { l <- drawn(c(0, 0, 3.1, 0.1), 24); l[2, ] <- rev(l[1, ]); l }, 1 / 9, 2)
)
made <- lapply(cases, function(case) {
  set.seed(case[[1]])
  of_case(case[[2]](), case[[3]], case[[4]])
})
cat(json(list(draws = DRAWS, cases = made)), "\n", sep = "")
