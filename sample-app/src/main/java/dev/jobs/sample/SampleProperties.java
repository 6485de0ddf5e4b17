package dev.jobs.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the back office.
 *
 * @param dataFolder Folder that holds all files. Relative to the working directory unless
 * absolute.
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue("./data") String dataFolder) {

}
