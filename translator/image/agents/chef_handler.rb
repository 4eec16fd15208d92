# Loaded by the client.rb that `cook2image verify` writes: Ohai answers with the facts of the conversion, and each
# action of each resource becomes a line of JSON in the report. Nothing else of Chef is changed.

require "json"
require "chef/event_dispatch/base"

module Cook2image
  FACTS = ENV.fetch("COOK2IMAGE_FACTS", "/verify/facts.json")
  REPORT = ENV.fetch("COOK2IMAGE_REPORT", "/verify/report.jsonl")

  # Put before Ohai::System: the conversion's facts instead of this container's.
  module GivenFacts
    def all_plugins(*)
      data.merge!(JSON.parse(File.read(FACTS)))
      data["ohai_time"] ||= Time.now.to_f
      data
    end
  end

  # What is known of an action while it runs; actions of a custom resource's own resources stand above it.
  Action = Struct.new(:resource, :name, :notifier, :before, :updates, :result, :error, :inner)

  class Handler < Chef::EventDispatch::Base
    def initialize
      super()
      @running = []
    end

    def converge_start(_run_context)
      say(event: "converge")
    end

    def converge_complete
      say(event: "complete")
    end

    def run_failed(exception, *)
      body = exception.respond_to?(:response) ? " #{exception.response.body}" : ""
      say(event: "failed", error: text("#{exception.class}: #{exception.message}#{body}"))
    end

    # Chef stops at a failure; a failure that is ignored tells more, because the rest is asked too.
    def resource_action_start(resource, action, notification_type = nil, notifier = nil)
      @running.last.inner += 1 if @running.any?
      resource.ignore_failure(:quiet) unless resource.ignore_failure
      notifier = notification_type ? notifier.to_s : ""
      @running << Action.new(resource, action, notifier, {}, [], "", "", 0)
    end

    def resource_current_state_loaded(resource, _action, current)
      of(resource) { |it| it.before = state(current) }
    end

    def resource_update_applied(resource, _action, update)
      of(resource) { |it| it.updates << Array(update).flatten.map { |line| text(line) } }
    end

    def resource_skipped(resource, _action, conditional)
      nothing = conditional.class.name.to_s.end_with?("ConditionalActionNothing")
      of(resource) { |it| it.result = nothing ? "nothing" : "skipped" }
    end

    def resource_bypassed(resource, *)
      of(resource) { |it| it.result = "bypassed" }
    end

    def resource_up_to_date(resource, _action)
      of(resource) { |it| it.result = "up to date" }
    end

    def resource_updated(resource, _action)
      of(resource) { |it| it.result = "updated" }
    end

    def resource_failed(resource, _action, exception)
      of(resource) { |it| it.result, it.error = "failed", text("#{exception.class}: #{exception.message}") }
    end

    def resource_completed(resource)
      at = @running.rindex { |it| it.resource.equal?(resource) } or return
      it = @running[at]
      @running.slice!(at..)
      say(line(it).merge(depth: at)) unless it.result == "nothing"
    end

    private

    def line(action)
      resource = action.resource
      {
        event: "resource", type: (resource.declared_type || resource.resource_name).to_s, name: name(resource),
        action: action.name.to_s, source: resource.source_line.to_s, result: action.result, error: action.error,
        inner: action.inner, notifier: action.notifier, guarded: guarded?(resource), sensitive: !!resource.sensitive,
        state: differing(action), updates: action.updates
      }
    end

    def differing(action)
      wanted = state(action.resource)
      wanted.filter_map do |property, value|
        old = action.before[property]
        [property, old.to_s, value.to_s] unless old.to_s == value.to_s
      end
    end

    def state(resource)
      return {} unless resource.respond_to?(:state_for_resource_reporter)

      resource.state_for_resource_reporter.to_h { |property, value| [property.to_s, text(value)] }
    rescue StandardError
      {}
    end

    def guarded?(resource)
      [resource.not_if, resource.only_if].flatten.any? || (resource.respond_to?(:creates) && !resource.creates.nil?)
    rescue StandardError
      false
    end

    def of(resource)
      found = @running.reverse.find { |it| it.resource.equal?(resource) }
      yield found if found
    end

    def name(resource)
      text(Array(resource.name).join(", "))
    end

    def text(value)
      value.to_s.encode("UTF-8", invalid: :replace, undef: :replace)
    end

    def say(data)
      File.open(REPORT, "a") { |file| file.puts(JSON.generate(data)) }
    end
  end
end
