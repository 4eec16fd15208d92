module PuppetX
  module Probe
    # What functions of this module share.
    module Words
      def self.split(text)
        text.scan(/\w+/).map(&:capitalize)
      end
    end
  end
end
