package dev.jobs.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

import dev.jobs.autoconfigure.endpoint.JobEndpointProperties;

/**
 * The names of all settings below {@code jobs}, as the properties declare them.
 *
 * @param groups the settings of each group, such as {@code lease} of {@code worker}
 * @param named the settings of each group whose members users name, such as
 * {@code concurrency} of {@code queues}
 */
record SettingNames(Map<String, List<String>> groups, Map<String, List<String>> named) {

	static SettingNames all() {
		Map<String, List<String>> groups = new TreeMap<>();
		for (RecordComponent component : JobsProperties.class.getRecordComponents()) {
			if (component.getType().isRecord()) {
				groups.put(dashed(component), leaves(component.getType(), ""));
			}
		}
		groups.put("endpoint", leaves(JobEndpointProperties.class, ""));
		return new SettingNames(groups, byName());
	}

	private static Map<String, List<String>> byName() {
		Map<String, List<String>> named = new TreeMap<>();
		for (RecordComponent component : JobsProperties.class.getRecordComponents()) {
			if (component.getGenericType() instanceof ParameterizedType type && type.getRawType() == Map.class) {
				named.put(dashed(component), leaves((Class<?>) type.getActualTypeArguments()[1], ""));
			}
		}
		return named;
	}

	private static List<String> leaves(Class<?> type, String prefix) {
		List<String> leaves = new ArrayList<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + dashed(component);
			if (component.getType().isRecord()) {
				leaves.addAll(leaves(component.getType(), name + "."));
			}
			else {
				leaves.add(name);
			}
		}
		return leaves;
	}

	private static String dashed(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

}
