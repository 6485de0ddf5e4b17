package dev.jobs.sample.jobs;

import java.util.UUID;

/**
 * Asks for the receipt of an order.
 *
 * @param orderId identity of the order
 */
public record SendReceipt(UUID orderId) {

}
