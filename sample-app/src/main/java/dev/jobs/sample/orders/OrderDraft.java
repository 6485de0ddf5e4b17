package dev.jobs.sample.orders;

import java.math.BigDecimal;

/**
 * A valid wish for an order, which is not taken yet. Made by {@link OrderRules}.
 *
 * @param customer who orders
 * @param item what is ordered
 * @param quantity how many of it, at least {@code 1}
 * @param amount what is to be paid in all, with two decimals
 */
public record OrderDraft(String customer, String item, int quantity, BigDecimal amount) {

}
